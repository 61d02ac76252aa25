#pragma once

#include "../describe/layout.hpp"
#include "../detail/concat.hpp"
#include "../dispatch/catalog_part.hpp"
#include "../error.hpp"
#include "detail/read_target.hpp"
#include "detail/reader.hpp"
#include "detail/tables.hpp"
#include "event_headers.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace webhooks {

/// What happens when a required field is missing. An event of an unknown type needs its id, its type and its payload only;
/// its other members keep their defaults in any case.
enum class missing_fields : std::uint8_t {
    reject,   ///< `errc::missing_field`
    default_, ///< the field keeps its default; for polled events, which the vendor sends reduced
};

/// How strictly a text is read.
struct decode_options {
    /// The depth of nested objects and arrays, the event included. A deeper text is `errc::too_deep`. Values above 512 mean
    /// 512. Structs that contain one another are read up to this depth.
    std::size_t max_depth = 32;
    /// In bytes. A longer text is `errc::too_large`. The vendor documents no limit.
    std::size_t max_size = std::size_t{1} << 20;
    /// The event's id, type and payload are required in any case.
    missing_fields missing = missing_fields::reject;
    /// Members of the envelope that may be `null` or missing: they then keep their defaults. Otherwise a vendor that stops
    /// sending one has each of its deliveries refused. See `webhooks::lenient`, which makes the list. The texts must outlive
    /// the options. The event's id, type and payload are required in any case.
    std::span<const std::string_view> lenient{};
};

namespace detail {

/// Whether the list has a required member of this key that does not name the event.
template <fixed_string Key, class... Items>
consteval bool is_required_member(field_list<Items...>, std::string_view id_key) {
    const auto matches = [id_key]<class Item>(std::type_identity<Item>) {
        if constexpr (is_member<Item>)
            return Item::key.view() == Key.view() && Item::may_be == presence::required &&
                   Key.view() != id_key;
        return false;
    };
    return (matches(std::type_identity<Items>{}) || ...);
}

/// `is_valid` is checked in a class, so that a message names the key.
template <class Envelope, fixed_string Key>
struct lenient_names_a_required_member {
    static constexpr bool is_valid =
        is_required_member<Key>(typename fields<Envelope>::list{}, envelope_layout<Envelope>::id_key);
    static_assert(is_valid,
                  "lenient<...> names a key that is no required member of the envelope: a typo, an omittable "
                  "member, or the event's id, type or payload");
    static constexpr std::string_view key = Key.view();
};

} // namespace detail

/// The members of an envelope that may be null or missing, for `decode_options::lenient`. A key that is no required member of
/// `Envelope` does not compile.
///
///     options.decode.lenient = webhooks::lenient<shop_envelope, "shop_id">;
template <described Envelope, fixed_string... Keys>
inline constexpr std::array<std::string_view, sizeof...(Keys)> lenient{
    detail::lenient_names_a_required_member<Envelope, Keys>::key...};

namespace detail {

inline constexpr std::size_t deepest = 512; // the reader recurses, and so does Boost.JSON's parser

[[gnu::noinline, gnu::cold]] inline failure too_large(std::size_t size, std::size_t limit) {
    return {.code = errc::too_large, .detail = concat({"it has ", size, " bytes, the limit is ", limit})};
}

/// Reads `json` into `to`, an event of `Catalog`.
template <class Catalog>
result<read_summary> read_limited(std::string_view json, const read_target& to,
                                  const decode_options& options) {
    if (json.size() > options.max_size) [[unlikely]]
        return too_large(json.size(), options.max_size);
    const auto max_depth = std::min(options.max_depth, deepest);
    if constexpr (places_of<typename Catalog::envelope_type>.are_special())
        return read_placed(json, to, max_depth);
    else
        return read_event(json, to, max_depth);
}

/// `variant` points to a variant of `Part`. `envelope` receives what comes before the type.
template <class Catalog, class Part = Catalog>
read_target target_of(void* variant, typename Catalog::envelope_type& envelope, const decode_options& options,
                      const event_headers& headers = {}) noexcept {
    constexpr auto places = places_of<typename Catalog::envelope_type>;
    return {.catalog = &table_of_catalog<Catalog, Part>(),
            .variant = variant,
            .envelope = &envelope,
            .expected_type = places.type_separator == '\0' ? headers.type : std::string_view(),
            .default_missing = options.missing == missing_fields::default_,
            .lenient = options.lenient,
            .headers = headers};
}

} // namespace detail

/// Reads one event of `Catalog` from JSON text.
///
/// Keys come in any order, and keys that the catalog does not know are skipped. An integer may be written with a fraction
/// or an exponent if it is a whole number within 2^53, as `7.0` and `1e2` are. `json` is read during the call only.
///
/// Errors, each with the byte at which it was seen:
/// - `too_large`, before anything is read.
/// - `invalid_json` or `too_deep`, if the text as a whole is not JSON or nests too deeply. The detail says why: cut short,
///   UTF-16, a byte order mark, invalid UTF-8, a lone surrogate, a syntax error. It has precedence over the errors below.
/// - The first error in an event that is JSON, with its JSON Pointer: `duplicate_key` (of a key that the catalog knows),
///   `missing_field`, `wrong_type`, `out_of_range`, `malformed_time`, `malformed_date`, `unknown_value`,
///   `malformed_base64`, and what a `converter` of yours returns.
/// - If the envelope has the type in a header: `missing_type`, and `malformed_type`.
///
/// \param json     the body
/// \param headers  of the same delivery, for an envelope that has the id or the type there. If the body has the type, the header
///                 is not compared with it
/// \param options  limits
///
/// Throws `std::bad_alloc` only. O(length of `json`), in one pass, or in two if the payload stands before the type, or is
/// the body and other items are there as well. A number with a fraction, an exponent or
/// more than 18 digits costs about 0.1 us, because Boost.JSON reads it.
template <class Catalog, std::same_as<event_headers> Headers>
[[nodiscard]] result<typename Catalog::variant> decode_as(std::string_view json, const Headers& headers,
                                                          const decode_options& options = {}) {
    result<typename Catalog::variant> event{boost::system::in_place_value};
    typename Catalog::envelope_type envelope;
    const auto read = detail::read_limited<Catalog>(
        json, detail::target_of<Catalog>(&*event, envelope, options, headers), options);
    if (!read)
        event = read.error();
    return event;
}

/// The same, for an envelope that has nothing in headers. Another one has an empty id then, or the error `missing_type`.
template <class Catalog>
[[nodiscard]] result<typename Catalog::variant> decode_as(std::string_view json,
                                                          const decode_options& options = {}) {
    return decode_as<Catalog>(json, event_headers{}, options);
}

/// Reads one event from JSON text; see `decode_as`. For polled events and tests. A body that came by HTTP must be
/// verified first. (A template, so that programs that do not call it do not compile it.)
template <class Catalog>
[[nodiscard]] result<typename Catalog::variant> decode(std::string_view json,
                                                       const decode_options& options = {}) {
    return decode_as<Catalog>(json, options);
}

/// Reads an event only if one of the handlers takes it. Returns an empty optional otherwise.
///
/// The event is a variant of the types whose function is called, `Handlers::variant`: call the handlers with it, or `match`.
/// It is the catalog's own variant if all types are handled, or if the handlers are type-erased. Other types are not compiled.
///
/// An event without a handler is checked to be JSON, and only its id and its type are read. `too_large`, `invalid_json` and
/// `too_deep` are those of `decode`, with the same place and detail. Errors and cost: see `decode_as`.
template <class Handlers, std::same_as<event_headers> Headers>
[[nodiscard]] result<std::optional<typename detail::part_taken_by<Handlers>::variant>>
decode_for(const Handlers& handlers, std::string_view json, const Headers& headers,
           const decode_options& options = {}) {
    using catalog_type = typename Handlers::catalog_type;
    using part_type = detail::part_taken_by<Handlers>;
    using variant = typename part_type::variant;
    result<std::optional<variant>> event{boost::system::in_place_value};
    typename catalog_type::envelope_type envelope;
    auto to = detail::target_of<catalog_type, part_type>(&*event, envelope, options, headers);
    to.make_variant = [](void* optional) -> void* {
        return &static_cast<std::optional<variant>*>(optional)->emplace();
    };
    to.wanted = handlers.handled_types().data();
    to.unwanted_id = false;
    const auto read = detail::read_limited<catalog_type>(json, to, options);
    if (!read)
        event = read.error();
    return event;
}

/// The same, for an envelope that has nothing in headers.
template <class Handlers>
[[nodiscard]] result<std::optional<typename detail::part_taken_by<Handlers>::variant>>
decode_for(const Handlers& handlers, std::string_view json, const decode_options& options = {}) {
    return decode_for(handlers, json, event_headers{}, options);
}

} // namespace webhooks
