#pragma once

#include "../json/print.hpp"
