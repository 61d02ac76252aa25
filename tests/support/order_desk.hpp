#pragma once

#include <webhooks/dispatch/catalog.hpp>
#include <webhooks/json/converter.hpp>
#include <webhooks/json/decode.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// Events with a member of every type that can be read, described with Boost.Describe.
namespace order_desk {

struct customer {
    std::int64_t id = 0;
    std::optional<std::string> name{};

    [[nodiscard]] bool operator==(const customer&) const = default;
};
BOOST_DESCRIBE_STRUCT(customer, (), (id, name))

enum class state { open, paid };
BOOST_DESCRIBE_ENUM(state, open, paid)

/// In JSON, a string such as "12.50": see its converter.
struct money {
    std::int64_t cents = 0;

    [[nodiscard]] bool operator==(const money&) const = default;
};

struct note {
    std::string text{};
    std::vector<note> answers{};

    [[nodiscard]] bool operator==(const note&) const = default;
};
BOOST_DESCRIBE_STRUCT(note, (), (text, answers))

struct numbered {
    std::uint64_t number = 0;

    [[nodiscard]] bool operator==(const numbered&) const = default;
};
BOOST_DESCRIBE_STRUCT(numbered, (), (number))

/// The members of its base class are its own.
struct order : numbered {
    std::optional<std::uint64_t> previous{};
    std::optional<customer> buyer{};
    std::optional<std::vector<std::string>> labels{};
    std::optional<std::vector<customer>> watchers{};
    std::vector<std::optional<customer>> seats{};
    std::vector<std::vector<std::int64_t>> grid{};
    std::vector<std::vector<customer>> teams{};
    std::vector<std::optional<std::vector<std::string>>> rows{};
    std::vector<bool> ticks{};
    std::map<std::string, std::string> metadata{};
    std::optional<std::map<std::string, customer>> contacts{};
    std::unordered_map<std::string, std::map<std::string, std::vector<std::int64_t>>> index{};
    std::vector<std::map<std::string, double>> prices{};
    state now = state::open;
    std::optional<state> before{};
    webhooks::open_enum<state> next{};
    std::variant<std::int64_t, std::string> reference{};
    std::variant<webhooks::unix_seconds, webhooks::time_point> created{};
    std::variant<std::string, customer> payer{};
    std::optional<std::variant<std::string, customer>> referrer{};
    std::vector<std::variant<std::string, customer>> approvers{};
    webhooks::unix_seconds updated{};
    std::optional<webhooks::calendar_date> due{};
    webhooks::json_text extra{};
    std::optional<webhooks::json_text> more{};
    std::vector<webhooks::json_text> log{};
    std::map<std::string, webhooks::json_text> options{};
    money total{};
    std::optional<money> tip{};
    std::vector<std::vector<money>> instalments{};
    std::map<std::string, std::vector<money>> taxes{};
    note comment{};

    [[nodiscard]] bool operator==(const order&) const = default;
};
BOOST_DESCRIBE_STRUCT(order, (numbered),
                      (previous, buyer, labels, watchers, seats, grid, teams, rows, ticks, metadata, contacts,
                       index, prices, now, before, next, reference, created, payer, referrer, approvers,
                       updated, due, extra, more, log, options, total, tip, instalments, taxes, comment))

struct notice {
    std::string id{};

    [[nodiscard]] bool operator==(const notice&) const = default;
};

} // namespace order_desk

template <>
struct webhooks::converter<order_desk::money> {
    /// Digits, a point and two digits.
    static conversion<order_desk::money> from_json(const boost::json::value& value) {
        if (!value.is_string())
            return errc::wrong_type;
        const std::string_view text = value.get_string();
        if (text.size() < 4 || text.size() > 10 || text[text.size() - 3] != '.')
            return errc::out_of_range;
        order_desk::money money;
        for (std::size_t i = 0; i != text.size(); ++i) {
            if (i == text.size() - 3)
                continue;
            if (text[i] < '0' || text[i] > '9')
                return errc::out_of_range;
            money.cents = money.cents * 10 + (text[i] - '0');
        }
        return money;
    }

    static boost::json::value to_json(const order_desk::money& money) {
        const auto cents = std::to_string(100 + money.cents % 100).substr(1);
        return boost::json::string(std::to_string(money.cents / 100) + "." + cents);
    }
};

template <>
struct webhooks::fields<order_desk::notice> {
    using list = field_list<id_field<"id", &order_desk::notice::id>, type_here<"type">, payload_here<"data">>;
};

namespace order_desk {

struct catalog : webhooks::basic_catalog<webhooks::enveloped<notice>, webhooks::entry<"order", order>> {};

} // namespace order_desk
