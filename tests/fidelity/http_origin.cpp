// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fidelity/http_origin.h"

#include "tests/fidelity/connection.h"

#include <algorithm>
#include <cctype>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace cs::test
{

namespace
{

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// A header line into its name, in lower case, and its value.
std::pair<std::string, std::string> headerOf(const std::string &line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos)
        return { lower(line), {} };
    const std::size_t from = line.find_first_not_of(' ', colon + 1);
    return { lower(line.substr(0, colon)), from == std::string::npos ? std::string() : line.substr(from) };
}

bool sendAll(int socket, const std::string &text)
{
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t count = send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

} // namespace

HttpOrigin::HttpOrigin(std::map<std::string, Resource> resources)
    : m_resources(std::move(resources))
    , m_socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(m_socket, reinterpret_cast<sockaddr *>(&address), length) != 0
        || getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &length) != 0 || listen(m_socket, 128) != 0)
        throw std::runtime_error("the origin finds no port");
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { acceptAll(); });
}

HttpOrigin::~HttpOrigin()
{
    {
        const std::lock_guard guard(m_lock);
        m_ending = true;
        shutdown(m_socket, SHUT_RDWR);
        for (const int socket : m_sockets)
            shutdown(socket, SHUT_RDWR);
    }
    m_acceptor.join();
    for (std::thread &worker : m_workers)
        worker.join();
    for (const int socket : m_sockets)
        close(socket);
    close(m_socket);
}

void HttpOrigin::acceptAll()
{
    for (;;) {
        const int socket = accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard guard(m_lock);
        if (m_ending || socket < 0) {
            if (socket >= 0)
                close(socket);
            return;
        }
        m_sockets.push_back(socket);
        m_workers.emplace_back([this, socket] { serve(socket); });
    }
}

/// One connection: request after request until the other side closes.
void HttpOrigin::serve(int socket)
{
    std::string in;
    for (;;) {
        std::size_t end;
        while ((end = in.find("\r\n\r\n")) == std::string::npos) {
            char buffer[4096];
            const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
            if (count <= 0)
                return;
            in.append(buffer, static_cast<std::size_t>(count));
        }
        const std::string head = in.substr(0, end + 2);
        in.erase(0, end + 4);
        const std::size_t first = head.find(' ') + 1;
        const std::string path = head.substr(first, head.find(' ', first) - first);
        const bool closes = head.find(" HTTP/1.0\r\n") != std::string::npos;
        std::string tag;
        for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
            const std::size_t next = head.find("\r\n", at);
            if (auto [name, value] = headerOf(head.substr(at, next - at)); name == "if-none-match")
                tag = value;
            at = next + 2;
        }
        if (!sendAll(socket, answer(path, tag)))
            return;
        if (closes) {
            shutdown(socket, SHUT_RDWR);
            return;
        }
    }
}

/// The content is that of when the request came; the answer takes its time.
std::string HttpOrigin::answer(const std::string &path, const std::string &knownTag)
{
    std::string text;
    using std::chrono::milliseconds;
    milliseconds delay {};
    {
        const std::lock_guard guard(m_lock);
        const auto found = m_resources.find(path);
        if (found == m_resources.end())
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        Resource &resource = found->second;
        ++resource.requests;
        const std::string tag = "\"v" + std::to_string(resource.version) + '"';
        const std::string body = std::to_string(resource.version) + '\n';
        const bool known = tag == knownTag;
        resource.notModified += known;
        delay = (knownTag.empty() ? milliseconds(0) : resource.check) + (known ? milliseconds(0) : resource.delay);
        text = (known ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n")
            + ("Cache-Control: " + resource.cacheControl) + "\r\nETag: " + tag + "\r\n"
            + (known ? std::string("\r\n") : "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    std::this_thread::sleep_for(delay);
    return text;
}

void HttpOrigin::change(const std::string &path)
{
    const std::lock_guard guard(m_lock);
    ++m_resources.at(path).version;
}

HttpOrigin::Resource HttpOrigin::resource(const std::string &path) const
{
    const std::lock_guard guard(m_lock);
    return m_resources.at(path);
}

HttpAnswer httpGet(int port, const std::string &path)
{
    Connection connection(port);
    connection.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    HttpAnswer out;
    out.status = std::stoi(connection.readLine().substr(9, 3));
    for (std::string line = connection.readLine(); !line.empty(); line = connection.readLine())
        out.headers.insert(headerOf(line));
    if (const auto length = out.headers.find("content-length"); length != out.headers.end())
        out.body = connection.readBytes(std::stoul(length->second));
    return out;
}

} // namespace cs::test
