#pragma once

#include <type_traits>

/// What a handler's function takes, for messages.
namespace webhooks::detail {

/// The type of the first parameter in a signature, without its reference; void for anything else.
template <class Signature>
struct first_parameter : std::type_identity<void> {};
template <class Result, class First, class... More>
struct first_parameter<Result(First, More...)> : std::type_identity<std::remove_cvref_t<First>> {};
template <class Result, class First, class... More>
struct first_parameter<Result(First, More...) const> : std::type_identity<std::remove_cvref_t<First>> {};
template <class Result, class First, class... More>
struct first_parameter<Result(First, More...) noexcept> : std::type_identity<std::remove_cvref_t<First>> {};
template <class Result, class First, class... More>
struct first_parameter<Result(First, More...) const noexcept>
    : std::type_identity<std::remove_cvref_t<First>> {};

/// The signature of a function pointer, or of a member function pointer.
template <class Pointer>
struct signature : std::type_identity<void> {};
template <class Signature>
struct signature<Signature*> : std::type_identity<Signature> {};
template <class Signature, class Class>
struct signature<Signature Class::*> : std::type_identity<Signature> {};

template <class Function>
consteval auto find_parameter() {
    if constexpr (requires { &Function::operator(); })
        return first_parameter<typename signature<decltype(&Function::operator())>::type>{};
    else
        return first_parameter<typename signature<Function>::type>{};
}

/// The type of the first parameter of a handler's function, without its reference. Void if it has none, if the function is a
/// template, or if it is overloaded.
template <class Handler>
using parameter_of =
    typename decltype(find_parameter<
                      std::remove_cvref_t<decltype(std::remove_cvref_t<Handler>::function)>>())::type;

} // namespace webhooks::detail
