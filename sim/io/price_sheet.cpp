// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/price_sheet.h"

#include "sim/io/default_prices.h"
#include "sim/io/files.h"
#include "sim/io/record_io.h"
#include "sim/io/scalar_codecs.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr std::string_view sheetFormat = "cache-strategist/prices";
constexpr double largestPrice = 1e15;

/// With its head, as the file has it.
struct SheetFile {
    std::string format;
    double version = 0;
    std::string name, currency;
    std::vector<ListPrice> items;
};

} // namespace

template <>
struct Fields<ListPrice> {
    static void list(auto &io)
    {
        io.required("key", &ListPrice::key, Text {});
        io.required("price", &ListPrice::price, Number {});
        io.field("what", &ListPrice::what, Text {});
        io.field("source", &ListPrice::source, Text {});
        io.field("date", &ListPrice::date, Text {});
        io.field("assumption", &ListPrice::assumption, YesNo {});
    }
};

template <>
struct Fields<SheetFile> {
    static void list(auto &io)
    {
        io.required("format", &SheetFile::format, Text {});
        io.required("version", &SheetFile::version, Number {});
        io.field("name", &SheetFile::name, Text {});
        io.required("currency", &SheetFile::currency, Text {});
        io.required("items", &SheetFile::items, List<Record> {});
    }
};

namespace
{

/// What the values say together.
void check(const SheetFile &file, ReadErrors &errors)
{
    if (file.format != sheetFormat)
        errors.report("format", "is \"" + file.format + "\"; expected \"" + std::string(sheetFormat) + "\"");
    if (file.version != 1)
        errors.report("version", "is not known; expected 1");
    for (std::size_t i = 0; i < file.items.size(); ++i) {
        const ListPrice &item = file.items[i];
        const std::string place = "items[" + std::to_string(i) + "]";
        if (!(item.price >= 0 && item.price <= largestPrice))
            errors.report(place + ".price", "is out of range; expected 0 to 1e15");
        if (item.assumption != (item.source.empty() || item.date.empty()))
            errors.report(place, item.assumption ? "is an assumption and has a source" : "has no source and date",
                "a price has a source and a date, or \"assumption\": true");
        const auto same = [&](const ListPrice &other) { return other.key == item.key; };
        if (std::any_of(file.items.begin(), file.items.begin() + static_cast<std::ptrdiff_t>(i), same))
            errors.report(place + ".key", "\"" + item.key + "\" has a price already");
    }
}

} // namespace

Prices PriceSheet::prices() const
{
    Prices out;
    out.currency = currency;
    for (const auto &item : items)
        out.items.emplace_back(item.key, item.price);
    return out;
}

ResultAll<PriceSheet> readPriceSheet(std::string_view text)
{
    const auto document = JsonDocument::parse(text);
    if (!document)
        return tl::unexpected<Errors>({ document.error() });
    ReadErrors errors;
    SheetFile file;
    const Place root;
    Record {}.read(ValueIn { *document, document->root(), root, errors }, file);
    if (errors.all().empty())
        check(file, errors);
    if (!errors.all().empty())
        return tl::unexpected<Errors>(errors.all());
    return PriceSheet { std::move(file.name), std::move(file.currency), std::move(file.items) };
}

const PriceSheet &defaultPriceSheet()
{
    static const PriceSheet sheet = readPriceSheet(defaultPricesText).value();
    return sheet;
}

ResultAll<PriceSheet> loadPriceSheet(const std::string &nameOrPath)
{
    if (nameOrPath == "default")
        return defaultPriceSheet();
    const auto text = readFile(nameOrPath, JsonDocument::maxBytes);
    if (!text)
        return tl::unexpected<Errors>({ text.error() });
    return readPriceSheet(*text);
}

} // namespace cs
