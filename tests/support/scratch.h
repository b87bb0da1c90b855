// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace cs::test
{

/// A folder of its own that goes away with it.
class ScratchFolder
{
public:
    ScratchFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "cs-test-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            throw std::runtime_error("no scratch folder");
        m_folder = name;
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;

    std::string folder() const { return m_folder.string(); }
    std::string path(const std::string &name) const { return (m_folder / name).string(); }
    /// Files whose names begin so.
    std::size_t countOf(const std::string &prefix = {}) const
    {
        std::size_t count = 0;
        for (const auto &entry : std::filesystem::directory_iterator(m_folder))
            count += entry.path().filename().string().starts_with(prefix);
        return count;
    }

private:
    std::filesystem::path m_folder;
};

inline std::string fileBytes(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

inline void writeBytes(const std::string &path, const std::string &bytes)
{
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    if (!file.flush())
        throw std::runtime_error("cannot write " + path);
}

} // namespace cs::test
