#pragma once

#include "scheme.hpp"
