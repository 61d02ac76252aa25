#pragma once

#include "../signing_secrets.hpp"
#include "hmac_sha256.hpp"
#include "json_spacing.hpp"
#include "secret_warnings.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

    /// A sentence on why none of `keys` matches, most of all if that can be proved.
    ///
    /// At most about 13 HMACs of the body for each of the first `max_secrets` secrets.
    [[nodiscard, gnu::noinline, gnu::cold]] std::string
    cause(const std::vector<hmac_sha256_key>& keys, std::string_view timestamp, std::string_view body,
          const sha256_digest& claimed, std::chrono::sys_seconds now) const {
        if (body.size() > max_body || !budget_.take(now))
            return std::string(unknown_cause);
        const auto after_time = [&](std::string_view what) { return std::string(timestamp).append(what); };
        const std::string dotted = after_time(".");
        for (const altered_key& each : altered_)
            if (matches(each.key, dotted, body, claimed))
                return name_of_secret(each.secret).append(each.sentence);

        std::string cause;
        const auto explains = [&](std::string_view before, std::string_view text, std::string_view sentence) {
            for (std::size_t i = 0; i < keys.size() && i < max_secrets; ++i)
                if (matches(keys[i], before, text, claimed)) {
                    cause = name_of_secret(i).append(sentence);
                    return true;
                }
            return false;
        };
        const std::string_view trimmed = body.substr(0, body.find_last_not_of(white_space) + 1);
        const std::string compact = without_spaces(body);
        constexpr std::string_view rewritten = " matches with other white space between the body's tokens: "
                                               "it was parsed and written again, where "
                                               "the bytes as received are due";
        const bool is_explained =
            explains("", body,
                     " matches the body alone: the sender did not sign the timestamp and a dot before it") ||
            explains(timestamp, body, " matches without the dot between the timestamp and the body") ||
            explains(after_time(":"), body,
                     " matches with a colon for the dot between the timestamp and the body") ||
            explains(after_time("\n"), body,
                     " matches with a line feed for the dot between the timestamp and the body") ||
            explains(after_time("000."), body,
                     " matches with the time in milliseconds: it is sent in seconds") ||
            explains(dotted, std::string(body).append("\n"),
                     " matches with a line feed after the body, which was lost on the way") ||
            (trimmed.size() != body.size() &&
             explains(dotted, trimmed,
                      " matches without the white space after the body, which was added on the way")) ||
            (body.starts_with(byte_order_mark) &&
             explains(dotted, body.substr(byte_order_mark.size()),
                      " matches without the byte order mark before the body, which was added on the way")) ||
            (compact != body && explains(dotted, compact, rewritten)) ||
            explains(dotted, with_spaces(compact), rewritten);
        return is_explained ? cause : std::string(likely_cause(body, compact));
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

    /// What the body's looks suggest. ScaiVault's catalog shows which keys come first.
    [[nodiscard]] static std::string_view likely_cause(std::string_view body, std::string_view compact) {
        if (body.empty())
            return "the body is empty: was it read before, by something else?";
        if (const auto format = compression_of(body); !format.empty())
            return format;
        if (!compact.starts_with('{'))
            return "the body is no JSON object: is it the whole body of the request, as received?";
        if (compact.starts_with(R"({"data")") || compact.size() != body.size())
            return "the body does not look as ScaiVault writes it: it was probably parsed and written again, "
                   "where the bytes as received are due; or the secret is not the webhook's";
        return unknown_cause;
    }

    [[nodiscard]] static std::string_view compression_of(std::string_view body) noexcept {
        if (body.starts_with("\x1F\x8B"))
            return "the body is compressed (gzip), and ScaiVault sends plain JSON: did a proxy compress it?";
        if (body.starts_with("\x28\xB5\x2F\xFD"))
            return "the body is compressed (zstd), and ScaiVault sends plain JSON: did a proxy compress it?";
        return {};
    }

    std::vector<altered_key> altered_{};
    mutable diagnosis_budget budget_{};
};

} // namespace scaivault::detail
