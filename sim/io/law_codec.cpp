// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/units.h"
#include "sim/io/model_codecs.h"
#include "sim/io/record_io.h"
#include "sim/io/scalar_codecs.h"

namespace cs
{

namespace
{

/// A law as the file has it: lognormal in two ways, and sizes per key.
enum class Form { constant, exponential, lognormal, lognormalQuantiles, uniform, gpd, gev, table, mixture, perKey };

Form formOf(const Law &law)
{
    if (!law.perKey.empty())
        return Form::perKey;
    switch (law.kind) {
    case LawKind::constant:
        return Form::constant;
    case LawKind::exponential:
        return Form::exponential;
    case LawKind::lognormal:
        return law.form == LognormalForm::meanCv ? Form::lognormal : Form::lognormalQuantiles;
    case LawKind::uniform:
        return Form::uniform;
    case LawKind::gpd:
        return Form::gpd;
    case LawKind::gev:
        return Form::gev;
    case LawKind::table:
        return Form::table;
    case LawKind::mixture:
        return Form::mixture;
    }
    return Form::constant;
}

Law lawOf(Form form)
{
    Law law;
    switch (form) {
    case Form::constant:
    case Form::perKey:
        break;
    case Form::exponential:
        law.kind = LawKind::exponential;
        break;
    case Form::lognormal:
        law.kind = LawKind::lognormal;
        break;
    case Form::lognormalQuantiles:
        law.kind = LawKind::lognormal;
        law.form = LognormalForm::p50p99;
        break;
    case Form::uniform:
        law.kind = LawKind::uniform;
        break;
    case Form::gpd:
        law.kind = LawKind::gpd;
        break;
    case Form::gev:
        law.kind = LawKind::gev;
        break;
    case Form::table:
        law.kind = LawKind::table;
        break;
    case Form::mixture:
        law.kind = LawKind::mixture;
        break;
    }
    return law;
}

template <class Io>
void listFields(Io &io, Form form, Unit unit)
{
    const Quantity quantity { unit };
    switch (form) {
    case Form::constant:
        io.required("value", &Law::value, quantity);
        break;
    case Form::exponential:
        io.required("mean", &Law::mean, quantity);
        break;
    case Form::lognormal:
        io.required("mean", &Law::mean, quantity);
        io.required("cv", &Law::cv, Number {});
        break;
    case Form::lognormalQuantiles:
        io.required("p50", &Law::p50, quantity);
        io.required("p99", &Law::p99, quantity);
        break;
    case Form::uniform:
        io.required("min", &Law::min, quantity);
        io.required("max", &Law::max, quantity);
        break;
    case Form::gpd:
    case Form::gev:
        io.required("location", &Law::location, quantity);
        io.required("scale", &Law::scale, quantity);
        io.required("shape", &Law::shape, Number {});
        break;
    case Form::table:
        io.required("values", &Law::values, List<Quantity> { quantity });
        io.field("weights", &Law::weights, List<Number> {});
        break;
    case Form::mixture:
        io.required("parts", &Law::parts, List<VaryingQuantity> { VaryingQuantity { unit } });
        io.field("weights", &Law::weights, List<Number> {});
        break;
    case Form::perKey:
        io.required("values", &Law::perKey, List<Quantity> { quantity });
        break;
    }
}

constexpr std::string_view lawNames[]
    = { "exponential", "lognormal", "uniform", "gpd", "gev", "table", "mixture", "constant", "per_key" };

/// The form that the object's keys speak of; reports what names none.
std::optional<Form> namedForm(const ValueIn &in, MembersReader<Law> &reader)
{
    const bool quantiles = in.document.member(in.node, "p50") || in.document.member(in.node, "p99");
    const JsonNode *name = reader.take("law");
    if (!name) {
        if (quantiles)
            return Form::lognormalQuantiles;
        if (in.document.member(in.node, "cv"))
            return Form::lognormal;
        if (in.document.member(in.node, "per_key"))
            return Form::perKey;
        in.errors.report(in.place.member("law").text(),
            "is missing; expected one of exponential, lognormal, uniform, gpd, gev, table, mixture or per_key");
        return std::nullopt;
    }
    const ValueIn value { in.document, *name, in.place.member("law"), in.errors };
    if (value.is("lognormal"))
        return quantiles ? Form::lognormalQuantiles : Form::lognormal;
    if (value.is("per_key"))
        return Form::perKey;
    for (const auto &entry : NameTable<LawKind>::table)
        if (value.is(entry.name)) {
            Law law;
            law.kind = entry.value;
            return formOf(law);
        }
    value.unknownWord("a law", lawNames);
    return std::nullopt;
}

void readLaw(const ValueIn &in, Law &out, Unit unit)
{
    Law law;
    MembersReader<Law> reader(in, law);
    const auto form = namedForm(in, reader);
    if (!form)
        return;
    law = lawOf(*form);
    if (*form == Form::perKey && unit != Unit::bytes) {
        in.report("is given per key; expected " + std::string(unitKind(unit).what) + " or another law",
            "only sizes can be given per key");
        return;
    }
    if (*form == Form::perKey && in.document.member(in.node, "per_key"))
        reader.required("per_key", &Law::perKey, List<Quantity> { Quantity { unit } });
    else
        listFields(reader, *form, unit);
    reader.reportUnknown();
    if (*form == Form::perKey && law.perKey.empty() && !in.errors.touches(in.place.text()))
        in.report("has no values; expected at least one");
    out = std::move(law);
}

} // namespace

std::string_view VaryingQuantity::expectation() const
{
    return unit == Unit::bytes
        ? "a size such as \"2 kB\", or a law such as { \"law\": \"lognormal\", \"mean\": \"2 kB\", \"cv\": 0.8 }"
        : "a time such as \"5ms\", or a law such as { \"law\": \"exponential\", \"mean\": \"5ms\" }";
}

void VaryingQuantity::read(const ValueIn &in, Law &out) const
{
    if (in.kind() == JsonKind::object) {
        readLaw(in, out, unit);
    } else if (in.kind() == JsonKind::string || in.kind() == JsonKind::number) {
        Law law;
        Quantity { unit }.read(in, law.value);
        out = law;
    } else {
        in.expected(std::string(expectation()));
    }
}

JsonTree VaryingQuantity::write(const Law &law) const
{
    const Form form = formOf(law);
    if (form == Form::constant)
        return Quantity { unit }.write(law.value);
    RecordWriter<Law> writer(law);
    // The two quantiles say lognormal by themselves.
    if (form == Form::perKey)
        writer.add("law", JsonTree::text("per_key"));
    else if (form != Form::lognormalQuantiles)
        writer.add("law", JsonTree::text(nameOf(law.kind)));
    listFields(writer, form, unit);
    return std::move(writer).tree();
}

} // namespace cs
