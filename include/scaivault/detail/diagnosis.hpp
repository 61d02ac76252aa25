#pragma once

#include "../signing_secrets.hpp"
#include "hmac_sha256.hpp"
#include "joined.hpp"
#include "json_spacing.hpp"
#include "secret_warnings.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault::detail {

/// Lets a few through each second, so that a flood of forged deliveries costs no more than that.
class diagnosis_budget {
public:
    static constexpr std::uint64_t per_second = 8;

    diagnosis_budget() = default;
    diagnosis_budget(diagnosis_budget&& other) noexcept : state_(other.state_.load()) {}
    diagnosis_budget& operator=(diagnosis_budget&& other) noexcept {
        state_ = other.state_.load();
        return *this;
    }

    [[nodiscard]] bool take(std::chrono::sys_seconds now) noexcept {
        constexpr std::uint64_t none_taken = 16;
        const auto second = static_cast<std::uint64_t>(now.time_since_epoch().count()) * none_taken;
        std::uint64_t state = state_.load(std::memory_order_relaxed);
        for (;;) {
            const bool is_new = state / none_taken != second / none_taken;
            if (!is_new && state % none_taken >= per_second)
                return false;
            if (state_.compare_exchange_weak(state, is_new ? second + 1 : state + 1,
                                             std::memory_order_relaxed))
                return true;
        }
    }

private:
    // The second times 16, and how many were taken in it.
    std::atomic<std::uint64_t> state_ = 0;
};

/// Looks for what a delivery that no secret matches was signed with, or over: the mistakes that fill the issue
/// trackers of webhook libraries. What it finds is for the operator. A sender learns nothing from it, not by
/// the time it takes either: to make it find anything takes a signature made with the secret.
class diagnosis {
public:
    static constexpr std::size_t max_body = std::size_t{64} * 1024;
    static constexpr std::size_t max_secrets = 4;
    static constexpr std::string_view unknown_cause = "is the body the very bytes received, not parsed and "
                                                      "written again nor decompressed by a proxy, and is "
                                                      "each secret the webhook's?";

    explicit diagnosis(const std::vector<secret_bytes>& secrets) {
        for (std::size_t i = 0; i < secrets.size() && i < max_secrets; ++i) {
            const std::string_view secret(reinterpret_cast<const char*>(secrets[i].data()),
                                          secrets[i].size());
            if (const auto text = without_white_space(secret); text.size() != secret.size())
                add(text, i,
                    " matches without the white space around it: was it read from a file? "
                    "signing_secrets::from_text leaves white space out");
            if (stands_in_quotes(secret))
                add(secret.substr(1, secret.size() - 2), i,
                    " matches without the quotation marks around it: did a file of variables keep them?");
            secret_bytes longer(secrets[i]);
            longer.push_back('\n');
            add({reinterpret_cast<const char*>(longer.data()), longer.size()}, i,
                " matches with a line feed at its end: the one that ScaiVault was given ends so");
        }
    }

    /// Why none of `keys` matches. A cause is named only if an HMAC proves it; otherwise it is `unknown_cause`, and
    /// what is seen of a body that is no JSON object.
    ///
    /// At most about 13 HMACs of the body for each of the first `max_secrets` secrets.
    [[nodiscard, gnu::noinline, gnu::cold]] std::string
    cause(const std::vector<hmac_sha256_key>& keys, std::string_view timestamp, std::string_view body,
          const sha256_digest& claimed, std::chrono::sys_seconds now) const {
        if (body.size() > max_body || !budget_.take(now))
            return joined({unknown_cause});
        const std::string dotted = joined({timestamp, "."});
        for (const altered_key& each : altered_)
            if (matches(each.key, dotted, body, claimed))
                return joined({name_of_secret(each.secret), each.sentence});

        const std::string compact = without_spaces(body);
        trials tried{keys, claimed, {}};
        if (tried.have_matched_before(timestamp, body) || tried.have_matched_body(dotted, body, compact))
            return std::move(tried.sentence);
        return joined({unknown_cause, seen_of(body, compact)});
    }

private:
    struct altered_key {
        hmac_sha256_key key;
        std::size_t secret;
        std::string_view sentence;
    };

    static constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

    void add(std::string_view secret, std::size_t index, std::string_view sentence) {
        altered_.push_back({hmac_sha256_key(secret), index, sentence});
    }

    [[nodiscard]] static bool matches(const hmac_sha256_key& key, std::string_view before,
                                      std::string_view body, const sha256_digest& claimed) {
        return equal_in_constant_time(key.of(before, body), claimed);
    }

    /// Texts that were perhaps signed instead, tried with each secret.
    struct trials {
        const std::vector<hmac_sha256_key>& keys;
        const sha256_digest& claimed;
        std::string sentence; ///< of the text that matched

        bool have_matched_before(std::string_view timestamp, std::string_view body) {
            return matches({""}, {body},
                           " matches the body alone: the sender did not sign the timestamp and a dot before "
                           "it") ||
                   matches({timestamp}, {body},
                           " matches without the dot between the timestamp and the body") ||
                   matches({timestamp, ":"}, {body},
                           " matches with a colon for the dot between the timestamp and the body") ||
                   matches({timestamp, "\n"}, {body},
                           " matches with a line feed for the dot between the timestamp and the body") ||
                   matches({timestamp, "000."}, {body},
                           " matches with the time in milliseconds: it is sent in seconds");
        }

        bool have_matched_body(std::string_view dotted, std::string_view body, std::string_view compact) {
            if (matches({dotted}, {body, "\n"},
                        " matches with a line feed after the body, which was lost on the way"))
                return true;
            const auto cut = body.find_last_not_of(white_space) + 1;
            if (cut != body.size() &&
                matches({dotted}, {body.substr(0, cut)},
                        " matches without the white space after the body, which was added on the way"))
                return true;
            if (body.starts_with(byte_order_mark) &&
                matches({dotted}, {body.substr(byte_order_mark.size())},
                        " matches without the byte order mark before the body, which was added on the way"))
                return true;
            constexpr std::string_view rewritten =
                " matches with other white space between the body's tokens: it was parsed and written again, "
                "where the bytes as received are due";
            return (compact != body && matches({dotted}, {compact}, rewritten)) ||
                   matches({dotted}, {with_spaces(compact)}, rewritten);
        }

    private:
        [[gnu::noinline]] bool matches(std::initializer_list<message_part> before,
                                       std::initializer_list<message_part> body, std::string_view if_so) {
            const std::string signed_before = joined(before);
            const std::string signed_body = joined(body);
            for (std::size_t i = 0; i < keys.size() && i < max_secrets; ++i)
                if (diagnosis::matches(keys[i], signed_before, signed_body, claimed)) {
                    sentence = joined({name_of_secret(i), if_so});
                    return true;
                }
            return false;
        }
    };

    /// A fact, which is not the cause where the secret is wrong too.
    [[nodiscard]] static std::string_view seen_of(std::string_view body, std::string_view compact) noexcept {
        if (body.empty())
            return " What came is empty";
        if (body.starts_with("\x1F\x8B"))
            return " What came begins as gzip does";
        if (body.starts_with("\x28\xB5\x2F\xFD"))
            return " What came begins as zstd does";
        if (!compact.starts_with('{'))
            return " What came does not begin as a JSON object does";
        return {};
    }

    std::vector<altered_key> altered_{};
    mutable diagnosis_budget budget_{};
};

} // namespace scaivault::detail
