#pragma once

#include "../events/types.hpp"
#include "../json/error.hpp"
#include "../pattern_set.hpp"
#include "registration.hpp"
#include <webhooks/detail/path_prefix.hpp>
#include <webhooks/dispatch/alternatives.hpp>

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

/// Where a path prefix may end. The vendor does not document which of them `filters.path_prefix` means.
enum class prefix_boundary : std::uint8_t {
    anywhere, ///< at any byte: `environments/prod` selects `environments/production/db` too
    segment,  ///< at the end of a segment: it selects `environments/prod` and paths below it
};

/// The paths that an `event_filter` selects.
struct path_filter {
    /// The beginning of the envelope's `path`. If it is empty, every event is selected, with or without a path. If not, an event
    /// without a path is not selected.
    std::string prefix{};
    /// Where the prefix may end.
    prefix_boundary boundary = prefix_boundary::anywhere;

    /// Whether a path is selected.
    [[nodiscard]] bool matches(std::string_view path) const noexcept {
        return boundary == prefix_boundary::anywhere ? path.starts_with(prefix)
                                                     : webhooks::detail::is_under(prefix, path);
    }

    [[nodiscard]] bool operator==(const path_filter&) const = default;
};

/// Selects the events that one consumer of a shared stream wants, by type and path, as a subscription of its own would.
/// There is no equivalent of `filters.secret_type` and `filters.tags`, because events do not have them.
template <class Catalog>
class basic_event_filter {
public:
    /// Selects every event.
    basic_event_filter() = default;

    /// \param events  names and patterns; see `pattern_set`
    /// \param path    the paths to select; any by default
    /// \return the filter; or `missing_field` if the list is empty, or `malformed_pattern` with the place of the first
    ///         malformed pattern ("/events/2")
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

    /// Whether an event is selected: a pattern selects its type, and the filter its path. Throws `std::bad_variant_access` for a
    /// variant without a value. For a type of the catalog, O(1) in the number of patterns.
    [[nodiscard]] bool matches(const typename Catalog::variant& event) const {
        if (events_ && !events_->matches(event))
            return false;
        return path_.prefix.empty() || matches_path(event);
    }

private:
    [[nodiscard]] bool matches_path(const typename Catalog::variant& event) const {
        return matches_path_of(webhooks::detail::envelope_in<Catalog>(event));
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
