#pragma once

#include "../events/catalog.hpp"
#include "../json/error.hpp"
#include "../pattern_set.hpp"
#include "registration.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace scaivault {

/// Where a path prefix may end. The vendor does not document which of them its `filters.path_prefix` means.
enum class prefix_boundary : std::uint8_t {
    anywhere, ///< bytes: `environments/prod` selects `environments/production/db` too
    segment,  ///< whole segments: it selects `environments/prod` and what is below it
};

/// Which paths an `event_filter` lets through.
struct path_filter {
    /// The beginning of the member `path` of the envelope. Empty: any path, and events without one. Not empty: an event without a path
    /// is not let through.
    std::string prefix{};
    /// Where the prefix may end.
    prefix_boundary boundary = prefix_boundary::anywhere;

    /// Whether a path is let through.
    [[nodiscard]] bool matches(std::string_view path) const noexcept {
        if (!path.starts_with(prefix))
            return false;
        return boundary == prefix_boundary::anywhere || prefix.empty() || prefix.ends_with('/') ||
               path.size() == prefix.size() || path[prefix.size()] == '/';
    }

    [[nodiscard]] bool operator==(const path_filter&) const = default;
};

/// The events and the paths that one consumer of a shared stream wants: what a subscription of its own would be
/// sent, decided here. `filters.secret_type` and `filters.tags` are not decided here, for events do not carry them.
template <class Catalog>
class basic_event_filter {
public:
    /// Lets every event through.
    basic_event_filter() = default;

    /// \param events  names and patterns; see `pattern_set`
    /// \param path    the paths that are let through; any by default
    /// \return the filter; `missing_field` for an empty list, `malformed_pattern` with the place of the first
    ///         malformed one ("/events/2")
    template <class Patterns>
    requires pattern_range<const Patterns>
    [[nodiscard]] static result<basic_event_filter> parse(const Patterns& events, path_filter path = {}) {
        auto set = basic_pattern_set<Catalog>::parse(events);
        if (!set) {
            failure error = set.error();
            error.where.insert(0, "/events");
            return error;
        }
        if (set->patterns().empty())
            return failure{
                .code = errc::missing_field, .where = "/events", .detail = "there is no name and no pattern"};
        basic_event_filter filter;
        filter.events_ = *std::move(set);
        filter.path_ = std::move(path);
        return filter;
    }

    /// The same for a list in braces.
    [[nodiscard]] static result<basic_event_filter> parse(std::initializer_list<std::string_view> events,
                                                          path_filter path = {}) {
        return parse(std::span(events.begin(), events.size()), std::move(path));
    }

    /// Whether an event is let through: its type by a pattern, and the path of its envelope.
    /// Throws `std::bad_variant_access` for a variant without a value. O(1) in the number of patterns for a type of
    /// the catalog.
    [[nodiscard]] bool matches(const typename Catalog::variant& event) const {
        if (events_ && !events_->matches(event))
            return false;
        return path_.prefix.empty() || matches_path(event);
    }

private:
    [[nodiscard]] bool matches_path(const typename Catalog::variant& event) const {
        return matches_path_of(detail::envelope_in<Catalog>(event));
    }

    /// A template, so that an envelope need not have a path.
    template <class Envelope>
    [[nodiscard]] bool matches_path_of(const Envelope& envelope) const {
        if constexpr (requires { envelope.path->size(); })
            return envelope.path && path_.matches(*envelope.path);
        else if constexpr (requires { envelope.path.size(); })
            return path_.matches(envelope.path);
        else
            return false;
    }

    std::optional<basic_pattern_set<Catalog>> events_{};
    path_filter path_{};
};

/// A filter of ScaiVault's events.
using event_filter = basic_event_filter<catalog>;

} // namespace scaivault
