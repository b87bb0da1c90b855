// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/json_tree.h"
#include "sim/io/value_in.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

/// One description of a record, Fields<T>::list(io), serves reading and writing: io.field(key, member, codec) for every
/// key of the format, in the order in which the canonical form has them.
///
/// A codec has `void read(ValueIn, T &) const`, which leaves the value alone when it reports an error, and
/// `JsonTree write(const T &) const`.
namespace cs
{

template <class T>
struct Fields;

template <class T>
class MembersReader
{
public:
    MembersReader(const ValueIn &value, T &out)
        : m_value(value)
        , m_members(value)
        , m_out(out)
    {
    }

    template <class M, class Codec>
    void field(std::string_view key, M T::*member, const Codec &codec)
    {
        if (const JsonNode *node = take(key))
            codec.read({ m_value.document, *node, m_value.place.member(key), m_value.errors }, m_out.*member);
    }

    /// Always written, but whether it may miss is for others to say.
    template <class M, class Codec>
    void written(std::string_view key, M T::*member, const Codec &codec)
    {
        field(key, member, codec);
    }

    template <class M, class Codec>
    void required(std::string_view key, M T::*member, const Codec &codec)
    {
        field(key, member, codec);
        if (!m_members.find(key))
            m_value.errors.report(
                m_value.place.member(key).text(), "is missing; expected " + std::string(codec.expectation()));
    }

    /// The member of that key, which counts as known from now on.
    const JsonNode *take(std::string_view key)
    {
        m_known.push_back(key);
        return m_members.find(key);
    }

    void reportUnknown() const
    {
        for (const auto &member : m_members.all())
            if (std::find(m_known.begin(), m_known.end(), member.key) == m_known.end())
                reportUnknown(member.key);
    }

private:
    void reportUnknown(const std::string &key) const
    {
        if (!m_value.errors.full())
            m_value.errors.report(
                m_value.place.member(key).text(), "is not a key that is known here", didYouMean(key, m_known));
    }

    const ValueIn &m_value;
    MembersIn m_members;
    T &m_out;
    std::vector<std::string_view> m_known;
};

template <class T>
class RecordWriter
{
public:
    explicit RecordWriter(const T &value)
        : m_value(value)
    {
    }

    template <class M, class Codec>
    void field(std::string_view key, M T::*member, const Codec &codec)
    {
        static const T defaults;
        if (!(m_value.*member == defaults.*member))
            return required(key, member, codec);
        JsonTree byDefault = codec.write(m_value.*member);
        if (!byDefault.isUnsayable())
            m_tree.leaveOut(std::string(key), std::move(byDefault));
    }

    template <class M, class Codec>
    void written(std::string_view key, M T::*member, const Codec &codec)
    {
        required(key, member, codec);
    }

    template <class M, class Codec>
    void required(std::string_view key, M T::*member, const Codec &codec)
    {
        m_tree.add(std::string(key), codec.write(m_value.*member));
    }

    void add(std::string_view key, JsonTree value) { m_tree.add(std::string(key), std::move(value)); }
    JsonTree tree() && { return std::move(m_tree); }

private:
    const T &m_value;
    JsonTree m_tree = JsonTree::of(JsonTree::Shape::record);
};

/// An object that Fields<T> describes.
struct Record {
    std::string_view expectation() const { return "an object"; }

    template <class T>
    void read(const ValueIn &in, T &out) const
    {
        if (in.kind() != JsonKind::object) {
            in.expected("an object");
            return;
        }
        MembersReader<T> reader(in, out);
        Fields<T>::list(reader);
        reader.reportUnknown();
    }

    template <class T>
    JsonTree write(const T &value) const
    {
        RecordWriter<T> writer(value);
        Fields<T>::list(writer);
        return std::move(writer).tree();
    }
};

/// An array; every element by the same codec.
template <class Codec>
struct List {
    Codec codec;

    std::string_view expectation() const { return "an array"; }

    template <class T>
    void read(const ValueIn &in, std::vector<T> &out) const
    {
        if (in.kind() != JsonKind::array) {
            in.expected("an array");
            return;
        }
        std::vector<T> list;
        for (const JsonNode *child = in.document.firstChild(in.node); child; child = in.document.next(*child)) {
            const Place place = in.place.element(list.size());
            codec.read({ in.document, *child, place, in.errors }, list.emplace_back());
        }
        out = std::move(list);
    }

    template <class T>
    JsonTree write(const std::vector<T> &list) const
    {
        JsonTree tree = JsonTree::of(JsonTree::Shape::list);
        for (const auto &element : list)
            tree.add({}, codec.write(element));
        return tree;
    }
};

/// A value that may be absent; a word such as "none" may stand for its absence.
template <class Codec>
struct Optional {
    Codec codec;
    std::string_view word = {};

    std::string_view expectation() const { return codec.expectation(); }

    template <class T>
    void read(const ValueIn &in, std::optional<T> &out) const
    {
        if (!word.empty() && in.is(word)) {
            out = std::nullopt;
            return;
        }
        T value {};
        codec.read(in, value);
        out = std::move(value);
    }

    template <class T>
    JsonTree write(const std::optional<T> &value) const
    {
        return value ? codec.write(*value) : word.empty() ? JsonTree::unsayable() : JsonTree::text(word);
    }
};

} // namespace cs
