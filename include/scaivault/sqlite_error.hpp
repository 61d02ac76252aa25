#pragma once

#include <webhooks/sqlite_error.hpp>

namespace scaivault {

using webhooks::sqlite_error;

} // namespace scaivault
