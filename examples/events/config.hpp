#pragma once

#include "command.hpp"

#include <cstdlib>
#include <filesystem>
#include <istream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace events_cli {

/// Where the configuration file is, unless `--config` names another (XDG Base Directory Specification). Empty if there is
/// neither XDG_CONFIG_HOME nor HOME.
[[nodiscard]] inline std::string default_config_file() {
    const auto from = [](const char* variable, const char* below) -> std::string {
        const char* const directory = std::getenv(variable);
        return directory == nullptr || *directory != '/' ? std::string() : std::string(directory) + below;
    };
    const std::string found = from("XDG_CONFIG_HOME", "/scaivault-events/config.toml");
    return found.empty() ? from("HOME", "/.config/scaivault-events/config.toml") : found;
}

/// Reads the configuration file, and gives the chosen command the options in it that the command line does not have.
/// Options before the first section are for all profiles, a section `[NAME]` is a profile.
class profile_config : public CLI::ConfigBase {
public:
    explicit profile_config(const CLI::App& app) : app_(app) {}

    /// Called by CLI11. Throws `usage_error` for an option that no command has, and for a profile that is not there.
    [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
        const auto commands = app_.get_subcommands();
        if (commands.empty())
            return {};
        const std::string profile = profile_name(app_);
        bool is_there = profile.empty();
        std::vector<std::string> profiles;
        std::map<std::string, CLI::ConfigItem> common;
        std::map<std::string, CLI::ConfigItem> own;
        for (auto& item : CLI::ConfigBase::from_config(input)) {
            if (!item.parents.empty()) {
                profiles.push_back(item.parents.front());
                is_there = is_there || item.parents.front() == profile;
            }
            if (item.name == "++" || item.name == "--")
                continue;
            check(item);
            if (item.parents.empty())
                common[item.name] = std::move(item);
            else if (item.parents.size() == 1 && item.parents.front() == profile)
                own[item.name] = std::move(item);
        }
        if (!is_there)
            throw usage_error(file() + " has no profile '" + profile + "'" +
                              did_you_mean(nearest_of(profile, profiles)));
        if (names_secret(own))
            drop_secret(common);
        own.merge(common);
        const CLI::App& command = *commands.front();
        const auto is_given = [&](const char* name) {
            const auto* const option = command.get_option_no_throw(name);
            return option != nullptr && option->count() != 0;
        };
        if (is_given("--secret-file") || is_given("--secret-env"))
            drop_secret(own);
        std::vector<CLI::ConfigItem> given;
        for (auto& [name, item] : own)
            if (const auto* const option = command.get_option_no_throw("--" + name)) {
                if (option->get_type_name() == "FILE" || option->get_type_name() == "DIR")
                    for (auto& path : item.inputs)
                        path = resolved(path);
                item.parents = {command.get_name()};
                given.push_back(std::move(item));
            }
        return given;
    }

    /// The value of `--profile`, or of SCAIVAULT_PROFILE; may be empty.
    [[nodiscard]] static std::string profile_name(const CLI::App& app) {
        if (const auto* const option = app.get_option("--profile"); option->count() != 0)
            return option->results().front();
        const char* const variable = std::getenv("SCAIVAULT_PROFILE");
        return variable == nullptr ? std::string() : std::string(variable);
    }

private:
    using items_by_name = std::map<std::string, CLI::ConfigItem>;

    [[nodiscard]] std::string file() const { return app_.get_config_ptr()->as<std::string>(); }

    void check(const CLI::ConfigItem& item) const {
        std::vector<std::string> known;
        for (const auto* command : app_.get_subcommands([](const CLI::App*) { return true; }))
            for (const auto* option : command->get_options())
                for (const auto& name : option->get_lnames())
                    if (name != "help")
                        known.push_back(name);
        if (std::ranges::find(known, item.name) != known.end())
            return;
        if (item.name == "secret")
            throw usage_error(file() +
                              " must not contain a secret: name its place with secret-file or secret-env");
        throw usage_error(file() + ": no command has the option '" + item.name + "'" +
                          did_you_mean(nearest_of(item.name, known)));
    }

    [[nodiscard]] static bool names_secret(const items_by_name& items) {
        return items.contains("secret-file") || items.contains("secret-env");
    }
    static void drop_secret(items_by_name& items) {
        items.erase("secret-file");
        items.erase("secret-env");
    }

    /// A path in the file is relative to its directory; "~/" is the home directory.
    [[nodiscard]] std::string resolved(const std::string& path) const {
        const char* const home = std::getenv("HOME");
        if (path.starts_with("~/") && home != nullptr)
            return home + path.substr(1);
        return path == "-" ? path : (std::filesystem::path(file()).parent_path() / path).string();
    }

    const CLI::App& app_;
};

/// Adds `--config` and `--profile`.
inline void add_config(CLI::App& app) {
    app.set_config("--config", default_config_file(), "Configuration file")->type_name("FILE");
    app.add_option("--profile", "Section of the configuration file to use (SCAIVAULT_PROFILE)")
        ->type_name("NAME");
    app.config_formatter(std::make_shared<profile_config>(app));
    app.parse_complete_callback([&app] {
        const auto profile = profile_config::profile_name(app);
        const auto file = app.get_config_ptr()->as<std::string>();
        if (!profile.empty() && !std::filesystem::is_regular_file(file))
            throw usage_error("there is no profile '" + profile + "', because there is no file " + file);
    });
}

} // namespace events_cli
