#pragma once

#include "../events/catalog.hpp"
#include "detail/catalog_table.hpp"
#include "detail/raw_member.hpp"
#include "detail/reader.hpp"
#include "error.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace scaivault {

/// What happens to a required field that is not there.
enum class missing_fields : std::uint8_t {
    reject,   ///< `errc::missing_field`
    default_, ///< it keeps its default value; for polled events, which the vendor sends reduced
};

/// How strictly a text is read.
struct decode_options {
    /// Objects and arrays inside one another, the event itself included; more are `errc::too_deep`. At most 512.
    std::size_t max_depth = 32;
    /// Bytes; a longer text is `errc::too_large`. The vendor documents no limit of its own.
    std::size_t max_size = std::size_t{1} << 20;
    /// The event's id, type and payload are required all the same.
    missing_fields missing = missing_fields::reject;
};

namespace detail {

inline constexpr std::size_t deepest = 512; // basic_parser recurses: about 200 bytes of stack a level

struct read_summary {
    std::size_t type = event_reader::no_type; ///< index in the catalog, its size for an unknown type
    bool wanted = false;                      ///< whether the variant has the event
    bool type_disagrees = false;              ///< whether it is another than `target::expected_type`
};

inline failure too_large(std::size_t size, std::size_t limit) {
    return {.code = errc::too_large,
            .detail = "it has " + std::to_string(size) + " bytes, the limit is " + std::to_string(limit)};
}

/// Why the parser stopped at `offset`.
[[gnu::noinline, gnu::cold]] inline failure failure_of(const event_reader& reader,
                                                       boost::system::error_code ec, std::size_t offset,
                                                       std::size_t max_depth, bool empty) {
    failure error{.code = ec, .offset = offset};
    if (reader.error() != no_error) {
        error.where = reader.where();
    } else if (ec == boost::json::error::too_deep) {
        error.code = errc::too_deep;
        error.detail = "the limit is " + std::to_string(max_depth) + " levels";
    } else {
        error.code = errc::invalid_json;
        error.detail = empty ? "it is empty" : ec.message();
    }
    return error;
}

/// Reads `json` into `to`, once or, with the payload before the type, twice.
inline result<read_summary> read_event(std::string_view json, const event_reader::target& to,
                                       const decode_options& options) {
    if (json.size() > options.max_size) [[unlikely]]
        return too_large(json.size(), options.max_size);
    boost::json::parse_options parse_options;
    parse_options.max_depth = std::min(options.max_depth, deepest);
    // ASCII is valid UTF-8: one quick look at all of it is cheaper than the parser's at each string.
    parse_options.allow_invalid_utf8 = is_ascii(json);

    std::size_t type = event_reader::no_type;
    for (;;) {
        boost::json::basic_parser<event_reader> parser(parse_options, to, type);
        boost::system::error_code ec;
        const std::size_t end = parser.write_some(false, json.data(), json.size(), ec);
        auto& reader = parser.handler();
        if (!ec && end < json.size())
            ec = boost::json::error::extra_data;
        if (ec) [[unlikely]]
            return failure_of(reader, ec, end, parse_options.max_depth, json.empty());
        if (reader.needs_second_pass()) [[unlikely]] {
            type = reader.type();
            continue;
        }
        if (reader.type() == to.catalog->size && reader.payload() != nullptr)
            static_cast<std::string*>(reader.payload())
                ->assign(raw_scanner{json}.member(reader.payload_member()));
        return read_summary{reader.type(), !reader.unwanted(), reader.type_disagrees()};
    }
}

/// Reads `json` as an event of `Catalog` into `event`; `envelope` takes what comes before the type. `wanted`
/// and `expected_type`: see `event_reader::target`.
template <class Catalog>
result<read_summary> read_as(std::string_view json, typename Catalog::variant& event,
                             typename Catalog::envelope_type& envelope, const decode_options& options,
                             const bool* wanted = nullptr, std::string_view expected_type = {}) {
    return read_event(json,
                      {.catalog = &table_of_catalog<Catalog>,
                       .variant = &event,
                       .envelope = &envelope,
                       .wanted = wanted,
                       .expected_type = expected_type,
                       .default_missing = options.missing == missing_fields::default_},
                      options);
}

} // namespace detail

/// Reads one event of `Catalog` from JSON text, in one pass; in two when its payload stands before its type.
///
/// Keys come in any order, and keys that the catalog does not know are skipped. `json` is read during the
/// call only. Errors: `invalid_json` (the detail has the parser's reason), `duplicate_key` (of a key that the
/// catalog knows), `missing_field`, `wrong_type`, `out_of_range`, `malformed_time`, `too_deep`, `too_large`;
/// each with the JSON Pointer of the field, and the byte at which reading stopped. Throws `std::bad_alloc`
/// alone. O(length of `json`).
template <class Catalog>
[[nodiscard]] result<typename Catalog::variant> decode_as(std::string_view json,
                                                          const decode_options& options = {}) {
    result<typename Catalog::variant> event{boost::system::in_place_value};
    typename Catalog::envelope_type envelope;
    const auto read = detail::read_as<Catalog>(json, *event, envelope, options);
    if (!read)
        event = read.error();
    return event;
}

/// Reads one event of ScaiVault from JSON text; see `decode_as`. For polled events and tests: what came by
/// HTTP goes through a `verifier` first. (A template so that whoever does not call it does not compile it.)
template <class Catalog = catalog>
[[nodiscard]] result<typename Catalog::variant> decode(std::string_view json,
                                                       const decode_options& options = {}) {
    return decode_as<Catalog>(json, options);
}

/// Reads an event only if one of `handlers` takes it; nothing for one that none takes.
///
/// The payload of a type without a handler is checked to be JSON and skipped, and of its envelope only the
/// id and the type are read. Verdicts on malformed JSON are those of `decode`. Errors and cost: see `decode_as`.
template <class Handlers>
[[nodiscard]] result<std::optional<typename Handlers::catalog_type::variant>>
decode_for(const Handlers&, std::string_view json, const decode_options& options = {}) {
    using catalog_type = typename Handlers::catalog_type;
    result<std::optional<typename catalog_type::variant>> event{boost::system::in_place_value, std::in_place};
    typename catalog_type::envelope_type envelope;
    const auto read =
        detail::read_as<catalog_type>(json, **event, envelope, options, Handlers::handled_types().data());
    if (!read)
        event = read.error();
    else if (!read->wanted)
        event->reset();
    return event;
}

} // namespace scaivault
