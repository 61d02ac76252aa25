#pragma once

#include "../../detail/concat.hpp"
#include "../../detail/json_spacing.hpp"
#include "hmac_sha256.hpp"
#include "secret_checks.hpp"
#include "wiping_allocator.hpp"

#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhooks::detail {

/// The reason for a mismatch when no cause is proved.
inline constexpr std::string_view unknown_cause = "is the body the very bytes received, not parsed and "
                                                  "written again nor decompressed by a proxy, and is each "
                                                  "secret the webhook's?";

/// Finds what a delivery was signed with, or what was signed, when no secret matches: it tries the usual mistakes one
/// after the other. A mistake is named only if its HMAC is the signature, which takes a secret to make. So a sender
/// without a secret learns nothing from it, not even from the time that it takes.
class explanation {
public:
    explicit explanation(std::vector<secret_bytes> secrets) noexcept : secrets_(std::move(secrets)) {}

    /// A delivery that no secret matches.
    struct mismatch {
        std::string_view signed_text; ///< of the scheme, with placeholders
        std::string_view before_body; ///< what is signed before the body
        std::string_view timestamp;   ///< empty if the scheme has none
        std::string_view body;
        std::span<const sha256_digest> claimed;
    };

    /// The cause, or `unknown_cause` and a fact about a body that is not a JSON object.
    /// \throws std::bad_alloc, std::runtime_error if OpenSSL fails
    ///
    /// Computes up to 14 HMACs of the body for each secret.
    [[nodiscard]] std::string cause(const mismatch& of) const {
        std::string found = altered_secret(of);
        if (found.empty())
            found = altered_before_body(of);
        if (found.empty())
            found = altered_body(of);
        return found.empty() ? concat({unknown_cause, fact_about(of.body)}) : found;
    }

private:
    [[nodiscard]] static bool matches(std::string_view secret, std::string_view before_body,
                                      std::string_view body, std::span<const sha256_digest> claimed) {
        const wiped_digest digest = hmac_context(secret).of(before_body, body);
        bool matches = false;
        for (const sha256_digest& tag : claimed)
            matches = equal_in_constant_time(digest, tag) || matches;
        return matches;
    }

    /// `sentence`, about the first secret that matches; empty if none does.
    [[nodiscard]] std::string if_matches(std::string_view before_body, std::string_view body,
                                         std::span<const sha256_digest> claimed,
                                         std::string_view sentence) const {
        for (std::size_t i = 0; i != secrets_.size(); ++i)
            if (matches(text_of(secrets_[i]), before_body, body, claimed))
                return concat({name_of_secret(i), sentence});
        return {};
    }

    [[nodiscard]] std::string altered_secret(const mismatch& of) const {
        for (std::size_t i = 0; i != secrets_.size(); ++i) {
            const std::string_view secret = text_of(secrets_[i]);
            const auto is_signed_with = [&](std::string_view altered) {
                return matches(altered, of.before_body, of.body, of.claimed);
            };
            if (const auto text = without_white_space(secret);
                text.size() != secret.size() && is_signed_with(text))
                return concat({name_of_secret(i),
                               " matches without the white space around it: was it read from a "
                               "file? signing_secrets::from_text strips white space"});
            if (is_in_quotes(secret) && is_signed_with(secret.substr(1, secret.size() - 2)))
                return concat({name_of_secret(i),
                               " matches without the quotation marks around it: does the file "
                               "of variables keep them?"});
            secret_bytes longer(secrets_[i]);
            longer.push_back('\n');
            if (is_signed_with(text_of(longer)))
                return concat({name_of_secret(i),
                               " matches with a line feed at its end: the sender's copy of it ends so"});
        }
        return {};
    }

    [[nodiscard]] std::string altered_before_body(const mismatch& of) const {
        const struct {
            std::string_view signed_text; ///< as messages show it
            std::string before_body;
        } others[] = {{"{body}", {}},
                      {"{timestamp}{body}", concat({of.timestamp})},
                      {"{timestamp}.{body}", concat({of.timestamp, "."})},
                      {"{timestamp}:{body}", concat({of.timestamp, ":"})},
                      {"{timestamp}\\n{body}", concat({of.timestamp, "\n"})}};
        for (const auto& other : others)
            if (auto found = if_matches(other.before_body, of.body, of.claimed,
                                        concat({" matches if '", other.signed_text,
                                                "' is signed: the scheme is '", of.signed_text, "'"}));
                !found.empty())
                return found;
        if (of.timestamp.empty())
            return {};
        std::string in_milliseconds(of.before_body);
        if (const auto place = in_milliseconds.find(of.timestamp); place != std::string::npos)
            in_milliseconds.insert(place + of.timestamp.size(), "000");
        return if_matches(in_milliseconds, of.body, of.claimed,
                          " matches with the time in milliseconds: it is sent in seconds");
    }

    [[nodiscard]] std::string altered_body(const mismatch& of) const {
        const auto try_body = [&](std::string_view altered, std::string_view sentence) {
            return altered == of.body ? std::string()
                                      : if_matches(of.before_body, altered, of.claimed, sentence);
        };
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        constexpr std::string_view rewritten = " matches with other white space between the body's tokens: "
                                               "it was parsed and written again, where "
                                               "the bytes as received are due";
        std::string found = try_body(concat({of.body, "\n"}),
                                     " matches with a line feed after the body, which was lost on the way");
        if (found.empty())
            found = try_body(of.body.substr(0, of.body.find_last_not_of(white_space) + 1),
                             " matches without the white space after the body, which was added on the way");
        if (found.empty() && of.body.starts_with(byte_order_mark))
            found =
                try_body(of.body.substr(byte_order_mark.size()),
                         " matches without the byte order mark before the body, which was added on the way");
        const std::string compact = without_spaces(of.body);
        if (found.empty())
            found = try_body(compact, rewritten);
        if (found.empty())
            found = try_body(with_spaces(compact), rewritten);
        return found;
    }

    /// Not the cause: the secret may be wrong too.
    [[nodiscard]] static std::string_view fact_about(std::string_view body) noexcept {
        if (body.empty())
            return " The body is empty";
        if (body.starts_with("\x1F\x8B"))
            return " The body begins like gzip";
        if (body.starts_with("\x28\xB5\x2F\xFD"))
            return " The body begins like zstd";
        if (const auto first = body.find_first_not_of(white_space);
            first == std::string_view::npos || body[first] != '{')
            return " The body does not begin like a JSON object";
        return {};
    }

    std::vector<secret_bytes> secrets_;
};

/// An explanation whose secrets can be replaced while other threads ask for causes, one thread at a time.
class replaceable_explanation {
public:
    explicit replaceable_explanation(std::vector<secret_bytes> secrets) noexcept
        : explains_(std::move(secrets)) {}

    /// See `explanation::cause`.
    [[nodiscard]] std::string cause(const explanation::mismatch& of) const {
        const std::lock_guard lock(mutex_);
        return explains_.cause(of);
    }

    void replace(std::vector<secret_bytes> secrets) {
        const std::lock_guard lock(mutex_);
        explains_ = explanation(std::move(secrets));
    }

private:
    mutable std::mutex mutex_{};
    explanation explains_;
};

} // namespace webhooks::detail
