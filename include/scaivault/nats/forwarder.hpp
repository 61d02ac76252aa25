#pragma once

#include "../nats.hpp"
