// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/scenario_reader.h"

#include "sim/core/units.h"
#include "sim/io/files.h"
#include "sim/io/scenario_fields.h"
#include "sim/io/scenario_file.h"
#include "sim/model/validate.h"
#include "sim/model/value_problems.h"

namespace cs
{

namespace
{

constexpr std::uint64_t formatVersion = 1;

/// False for a file that is not for this program.
bool checkHead(const JsonDocument &document, MembersReader<Scenario> &reader, ReadErrors &errors)
{
    const Place root;
    const JsonNode *format = reader.take("format");
    if (!format) {
        errors.report("format", "is missing; expected " + quoted(scenarioFormat));
    } else if (const ValueIn value { document, *format, root.member("format"), errors }; !value.is(scenarioFormat)) {
        value.expected(quoted(scenarioFormat));
        return !value.string().starts_with("cache-strategist/");
    }
    const JsonNode *node = reader.take("version");
    if (!node) {
        errors.report("version", "is missing; expected 1");
        return true;
    }
    const ValueIn value { document, *node, root.member("version"), errors };
    std::uint64_t version = formatVersion;
    Count {}.read(value, version);
    if (version > formatVersion) {
        value.report("the file has version " + std::to_string(version) + " of the format; this program reads version 1",
            "a newer version of this program wrote it");
        return false;
    }
    if (version != formatVersion)
        value.expected("version 1");
    return true;
}

/// What a data type needs unless a trace has it.
void requireSyntheticFields(const JsonDocument &document, const JsonNode &dataTypes, ReadErrors &errors)
{
    std::size_t index = 0;
    for (const JsonNode *type = document.firstChild(dataTypes); type && !errors.full();
         type = document.next(*type), ++index)
        for (const std::string_view key : { "keys", "reads" })
            if (type->kind == JsonKind::object && !document.member(*type, key))
                errors.report(dataTypePlace(index) + '.' + std::string(key),
                    key == "keys" ? "is missing; expected the number of keys, such as 50000"
                                  : "is missing; expected an object such as { \"rate\": \"2400/h\" }");
}

} // namespace

std::optional<Scenario> readValues(const JsonDocument &document, ReadErrors &errors)
{
    Scenario scenario;
    const Place root;
    const ValueIn in { document, document.root(), root, errors };
    if (in.kind() != JsonKind::object) {
        in.expected("a scenario: an object with \"format\": " + quoted(scenarioFormat));
        return std::nullopt;
    }
    MembersReader<Scenario> reader(in, scenario);
    if (!checkHead(document, reader, errors))
        return std::nullopt;
    Fields<Scenario>::list(reader);
    reader.reportUnknown();
    if (const JsonNode *workload = document.member(in.node, "workload"))
        if (const JsonNode *types = document.member(*workload, "data_types");
            types && !document.member(*workload, "trace"))
            requireSyntheticFields(document, *types, errors);
    return scenario;
}

namespace
{

/// The errors of validate() that do not follow from what the reader found.
void addFindings(const Scenario &scenario, ReadErrors &errors)
{
    ReadErrors all = errors;
    for (auto &finding : valueProblems(scenario)) {
        bool follows = errors.covers(finding.error.place);
        for (const auto &place : finding.restsOn)
            follows = follows || errors.touches(place);
        if (!follows)
            all.report(finding.error.place, finding.error.message, finding.error.hint);
    }
    errors = std::move(all);
}

} // namespace

ResultAll<Scenario> readScenario(std::string_view text)
{
    const auto document = JsonDocument::parse(text);
    if (!document)
        return tl::unexpected<Errors>({ document.error() });
    ReadErrors errors;
    auto scenario = readValues(*document, errors);
    if (scenario)
        addFindings(*scenario, errors);
    if (!errors.all().empty())
        return tl::unexpected<Errors>(errors.all());
    return std::move(*scenario);
}

ResultAll<ScenarioFile> loadScenario(const std::string &path)
{
    auto text = readFile(path, JsonDocument::maxBytes);
    if (!text)
        return tl::unexpected<Errors>({ text.error() });
    auto scenario = readScenario(*text);
    if (!scenario)
        return tl::unexpected<Errors>(std::move(scenario.error()));
    return ScenarioFile { std::move(*scenario), std::move(*text) };
}

} // namespace cs
