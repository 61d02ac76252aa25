#pragma once

#include "../reference/hmac.hpp"
#include "event_mutator.hpp"
#include "random.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace fuzz {

/// Mutates the bytes of one connection: anywhere, or only in the last request's body. Usually it then updates
/// Content-Length and signs the request, because otherwise nearly no input would pass the verification.
class request_mutator {
public:
    request_mutator(unsigned seed, std::string secret, event_mutator::byte_mutator mutate_bytes)
        : random_(seed), secret_(std::move(secret)), mutate_bytes_(std::move(mutate_bytes)),
          event_mutator_(seed, mutate_bytes_) {}

    [[nodiscard]] std::string mutate(std::string text) {
        const auto begin = text.rfind("POST ");
        auto end = begin == std::string::npos ? begin : text.find("\r\n\r\n", begin);
        if (end == std::string::npos)
            return mutate_bytes_(std::move(text));
        end += 4;
        std::string before = text.substr(0, begin);
        std::string header = text.substr(begin, end - begin);
        std::string body = text.substr(end);
        switch (random_.below(6)) {
        case 0:
            return mutate_bytes_(std::move(text));
        case 1:
            header = mutate_bytes_(std::move(header));
            break;
        case 2:
            before += header + body; // duplicate the request
            break;
        case 3:
            before.clear();
            break;
        default:
            body = event_mutator_.mutate(body);
        }
        if (!random_.once_in(8)) {
            set(header, "Content-Length", std::to_string(body.size()));
            set(header, "X-ScaiVault-Signature",
                reference::signature(secret_, get(header, "X-ScaiVault-Timestamp"), body));
        }
        return before + header + body;
    }

private:
    /// The position of the value of a header's first line. If there is none, an empty range at the end.
    static std::pair<std::size_t, std::size_t> find(std::string_view header, std::string_view name) {
        const auto line = header.find("\r\n" + std::string(name) + ": ");
        if (line == std::string_view::npos)
            return {header.size(), 0};
        const auto begin = line + name.size() + 4;
        return {begin, header.find("\r\n", begin) - begin};
    }

    static std::string get(std::string_view header, std::string_view name) {
        const auto [begin, size] = find(header, name);
        return std::string(header.substr(begin, size));
    }

    /// Has no effect if the request does not have the header.
    static void set(std::string& header, std::string_view name, std::string_view value) {
        if (const auto [begin, size] = find(header, name); size != 0)
            header.replace(begin, size, value);
    }

    random_choices random_;
    std::string secret_;
    event_mutator::byte_mutator mutate_bytes_;
    event_mutator event_mutator_;
};

} // namespace fuzz
