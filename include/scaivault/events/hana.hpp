#pragma once

#include <webhooks/describe/hana.hpp>
