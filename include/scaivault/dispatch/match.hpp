#pragma once

#include "../dispatch.hpp"
