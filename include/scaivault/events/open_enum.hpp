#pragma once

#include <webhooks/describe/open_enum.hpp>

namespace scaivault {

using webhooks::enum_texts;
using webhooks::open_enum;

} // namespace scaivault
