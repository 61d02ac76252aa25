#pragma once

#include "../subscription/registration.hpp"
#include <webhooks/json/detail/write.hpp>

#include <optional>
#include <string>
#include <vector>

namespace scaivault {

/// What to change of a webhook. Members without a value stay as they are.
struct webhook_changes {
    std::optional<std::string> name{};                ///< not empty
    std::optional<std::string> url{};                 ///< an https URL
    std::optional<std::string> secret{};              ///< ScaiVault signs with it from now on
    std::optional<std::vector<std::string>> events{}; ///< names and patterns; not empty
    std::optional<registration_filters> filters{};    ///< replaces all limits
    std::optional<bool> enabled{};                    ///< whether ScaiVault sends events
};

/// The body of the update of a webhook, with the members that change.
///
/// \param changes  what to change; at least one member
/// \return compact JSON, which contains the secret if that changes; or the failure, as of `registration_body`. `missing_field`
///         if nothing changes
/// \throws std::bad_alloc
[[nodiscard]] inline result<std::string> update_body(const webhook_changes& changes) {
    // What does not change is replaced by something valid.
    const registration whole{.name = changes.name.value_or("unchanged"),
                             .url = changes.url.value_or("https://unchanged"),
                             .filters = changes.filters.value_or(registration_filters{}),
                             .enabled = true};
    const std::string unchanged(signing_secrets::recommended_size, 'x');
    const auto error =
        detail::defect_of_registration(whole, changes.secret ? *changes.secret : unchanged,
                                       changes.events ? *changes.events : std::vector<std::string>{"**"});
    if (error.code)
        return error;
    std::string out;
    if (changes.name)
        detail::append_key<"name">(out), detail::append_value(out, *changes.name);
    if (changes.url)
        detail::append_key<"url">(out), detail::append_value(out, *changes.url);
    if (changes.secret)
        detail::append_key<"secret">(out), detail::append_value(out, *changes.secret);
    if (changes.events)
        detail::append_key<"events">(out), detail::append_value(out, *changes.events);
    if (changes.filters) {
        detail::append_key<"filters">(out);
        if (*changes.filters == registration_filters{})
            out.append("{}");
        else
            detail::append_filters(out, *changes.filters);
    }
    if (changes.enabled)
        detail::append_key<"enabled">(out), detail::append_value(out, *changes.enabled);
    if (out.empty())
        return failure{.code = errc::missing_field, .detail = "there is nothing to change"};
    out.front() = '{'; // in place of the first comma
    return out.append("}");
}

} // namespace scaivault
