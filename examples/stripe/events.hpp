#pragma once

#include <webhooks/dispatch.hpp>
#include <webhooks/json/decode.hpp>
#include <webhooks/json/encode.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Ten kinds of Stripe's events, with the members of their objects that this example uses; Stripe's objects have many more,
/// which are skipped. Amounts are in the currency's smallest unit. Source: docs.stripe.com/api.
namespace shop {

/// A related object: its id, or the object itself if the webhook endpoint's API version expands it.
template <class T>
using expandable = std::variant<std::string, T>;

/// The id of a related object, whichever way it came.
template <class T>
[[nodiscard]] const std::string& id_of(const expandable<T>& object) {
    return object.index() == 0 ? std::get<0>(object) : std::get<1>(object).id;
}

/// A related object of which only the id is of interest.
struct reference {
    std::string id{};
};
BOOST_DESCRIBE_STRUCT(reference, (), (id))

template <class T>
struct list_of {
    std::vector<T> data{};
    bool has_more = false;
};

using metadata = std::map<std::string, std::string>;

struct address {
    std::optional<std::string> city{};
    std::optional<std::string> country{};
    std::optional<std::string> line1{};
    std::optional<std::string> postal_code{};
};
BOOST_DESCRIBE_STRUCT(address, (), (city, country, line1, postal_code))

struct customer {
    std::string id{};
    std::optional<std::string> email{};
    std::optional<std::string> name{};
    std::optional<shop::address> address{};
    std::optional<std::int64_t> balance{};
    std::optional<bool> deleted{}; ///< only in an expanded customer that no longer exists
    std::optional<shop::metadata> metadata{};
    std::optional<webhooks::unix_seconds> created{};
};
BOOST_DESCRIBE_STRUCT(customer, (), (id, email, name, address, balance, deleted, metadata, created))

enum class charge_status { succeeded, pending, failed };
BOOST_DESCRIBE_ENUM(charge_status, succeeded, pending, failed)

struct charge {
    std::string id{};
    std::int64_t amount = 0;
    std::int64_t amount_refunded = 0;
    std::string currency{};
    std::optional<expandable<shop::customer>> customer{};
    std::optional<expandable<reference>> payment_intent{};
    webhooks::open_enum<charge_status> status{};
    std::optional<std::string> failure_message{};
    shop::metadata metadata{};
};
BOOST_DESCRIBE_STRUCT(charge, (),
                      (id, amount, amount_refunded, currency, customer, payment_intent, status,
                       failure_message, metadata))

struct payment_error {
    std::string type{};
    std::optional<std::string> code{};
    std::optional<std::string> decline_code{};
    std::optional<std::string> message{};
};
BOOST_DESCRIBE_STRUCT(payment_error, (), (type, code, decline_code, message))

struct payment_intent {
    std::string id{};
    std::int64_t amount = 0;
    std::string currency{};
    std::optional<expandable<shop::customer>> customer{};
    std::optional<expandable<charge>> latest_charge{};
    std::optional<payment_error> last_payment_error{};
    std::vector<std::string> payment_method_types{};
    shop::metadata metadata{};
};
BOOST_DESCRIBE_STRUCT(payment_intent, (),
                      (id, amount, currency, customer, latest_charge, last_payment_error,
                       payment_method_types, metadata))

struct invoice_line {
    std::string id{};
    std::int64_t amount = 0;
    std::optional<std::string> description{};
};
BOOST_DESCRIBE_STRUCT(invoice_line, (), (id, amount, description))

struct invoice {
    std::optional<std::string> id{}; ///< a preview has none
    std::int64_t amount_due = 0;
    std::int64_t amount_paid = 0;
    std::string currency{};
    std::optional<expandable<shop::customer>> customer{};
    list_of<invoice_line> lines{};
    std::vector<expandable<reference>> discounts{};
    std::optional<webhooks::unix_seconds> next_payment_attempt{};
};
BOOST_DESCRIBE_STRUCT(invoice, (),
                      (id, amount_due, amount_paid, currency, customer, lines, discounts,
                       next_payment_attempt))

struct subscription {
    std::string id{};
    expandable<shop::customer> customer{};
    std::string status{};
    bool cancel_at_period_end = false;
    std::optional<webhooks::unix_seconds> canceled_at{};
};
BOOST_DESCRIBE_STRUCT(subscription, (), (id, customer, status, cancel_at_period_end, canceled_at))

struct checkout_session {
    std::string id{};
    std::optional<std::int64_t> amount_total{};
    std::optional<std::string> currency{};
    std::optional<expandable<shop::customer>> customer{};
    std::optional<expandable<shop::payment_intent>> payment_intent{};
    std::optional<std::string> client_reference_id{};
    std::string payment_status{};
};
BOOST_DESCRIBE_STRUCT(checkout_session, (),
                      (id, amount_total, currency, customer, payment_intent, client_reference_id,
                       payment_status))

/// An event's payload, `data`: the object as it is now. In `*.updated` events also the former values of the members that
/// changed, as text: they can be of any type.
template <class Object>
struct about {
    Object object{};
    std::optional<std::map<std::string, webhooks::json_text>> previous_attributes{};
};

/// An envelope of its own, for `previous_attributes`. Programs that do not need them take `webhooks::stripe::envelope`, whose
/// payload is the object.
struct envelope {
    std::string id{};
    webhooks::unix_seconds created{};
    bool livemode = false;
};

} // namespace shop

// A template has no BOOST_DESCRIBE_STRUCT.
template <class T>
struct webhooks::fields<shop::list_of<T>> {
    using list =
        field_list<field<"data", &shop::list_of<T>::data>, field<"has_more", &shop::list_of<T>::has_more>>;
};
template <class Object>
struct webhooks::fields<shop::about<Object>> {
    using list = field_list<
        field<"object", &shop::about<Object>::object>,
        field<"previous_attributes", &shop::about<Object>::previous_attributes, presence::omittable>>;
};
template <>
struct webhooks::fields<shop::envelope> {
    using list =
        field_list<id_field<"id", &shop::envelope::id>, field<"created", &shop::envelope::created>,
                   payload_here<"data">, field<"livemode", &shop::envelope::livemode>, type_here<"type">>;
};

namespace shop {

using webhooks::entry;

struct catalog : webhooks::basic_catalog<
                     webhooks::enveloped<envelope>, //
                     entry<"customer.created", about<customer>>, entry<"customer.updated", about<customer>>,
                     entry<"customer.deleted", about<customer>>,
                     entry<"customer.subscription.deleted", about<subscription>>,
                     entry<"charge.succeeded", about<charge>>, entry<"charge.refunded", about<charge>>,
                     entry<"payment_intent.succeeded", about<payment_intent>>,
                     entry<"payment_intent.payment_failed", about<payment_intent>>,
                     entry<"invoice.paid", about<invoice>>, entry<"invoice.payment_failed", about<invoice>>,
                     entry<"checkout.session.completed", about<checkout_session>>> {};

} // namespace shop
