#pragma once

#include "outcome.hpp"
#include <webhooks/answer.hpp>

namespace scaivault {

using webhooks::answer_body;
using webhooks::answer_content_type;

} // namespace scaivault
