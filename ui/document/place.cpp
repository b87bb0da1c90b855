// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/place.h"

#include <charconv>
#include <string_view>

namespace cs::ui
{

namespace
{

/// The number behind "word[" in the text, or -1.
int indexAfter(std::string_view text, std::string_view word)
{
    const auto start = text.find(word);
    if (start == std::string_view::npos)
        return -1;
    const std::string_view rest = text.substr(start + word.size());
    int index = -1;
    std::from_chars(rest.data(), rest.data() + rest.size(), index);
    return index;
}

int typeNamed(std::string_view text, const Scenario &scenario)
{
    constexpr std::string_view word = "rules[\"";
    const auto start = text.find(word);
    if (start == std::string_view::npos)
        return -1;
    const std::string_view rest = text.substr(start + word.size());
    const auto name = rest.substr(0, rest.find("\"]"));
    const auto &types = scenario.workload.dataTypes;
    for (std::size_t index = 0; index < types.size(); ++index)
        if (types[index].name == name)
            return static_cast<int>(index);
    return -1;
}

} // namespace

Place parsePlace(const std::string &text, const Scenario &scenario)
{
    Place place;
    const auto dot = text.rfind('.');
    place.key = dot == std::string::npos ? text : text.substr(dot + 1);
    if (text.find("data_types[") != std::string::npos) {
        place.area = PlaceArea::dataType;
        place.dataType = indexAfter(text, "data_types[");
    } else if (text.starts_with("strategies")) {
        place.area = PlaceArea::strategy;
        place.strategy = indexAfter(text, "strategies[");
        place.layer = indexAfter(text, "layers[");
        place.dataType = typeNamed(text, scenario);
    } else if (text.starts_with("run")) {
        place.area = PlaceArea::run;
    } else if (text.starts_with("origin")) {
        place.area = PlaceArea::origin;
    } else if (text.starts_with("objectives")) {
        place.area = PlaceArea::objectives;
    }
    return place;
}

} // namespace cs::ui
