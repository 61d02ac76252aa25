#pragma once

#include "../beast.hpp"
