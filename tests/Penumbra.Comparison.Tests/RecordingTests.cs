using System.Text;
using Penumbra.Comparison.Recordings;

namespace Penumbra.Comparison.Tests;

/// <summary>Recordings as people have them: whole, cut, odd, and no recordings at all.</summary>
public sealed class RecordingTests
{
    private const string Har = """
        {"log":{"version":"1.2","creator":{"name":"a \"log\" {[","entries":[]},"pages":[{"entries":[{"request":1}]}],
         "entries":[
          {"startedDateTime":"2026-11-21T09:00:00Z","request":{"method":"GET","url":"https://shop.example:8443/orders/1?q=%2F#top","headers":[{"name":":authority","value":"shop.example"},{"name":"Accept","value":"a/b"}],"cookies":[]},
           "response":{"status":200,"content":{"text":"}]}{\\\"request\\\":","request":{"method":"GET"}}}},
          {"request":{"method":"POST","url":"http://shop.example/form","headers":[],"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a b","value":"c&d"}]}},"request":{"method":"PUT"}},
          {"_note":"nothing was sent"},
          {"request":{"method":"GET","url":"wss://shop.example/socket"}},
          {"request":{"method":"POST","url":"http://shop.example","headers":[],"postData":{"mimeType":"text/plain","text":"äöü"}}}
         ]}}
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task A_HAR_is_read_in_its_order_however_it_arrives(int piece)
    {
        var (entries, problem) = await ReadAsync(Har, piece);
        problem.Should().BeNull();
        entries.Select(entry => entry.Request is { } request ? $"{request.Method} {request.Host} {request.Target}" : entry.Problem).Should().Equal(
            "GET shop.example /orders/1?q=%2F", "POST shop.example /form", "it has no request", "url is a WebSocket", "POST shop.example /");
        entries.Select(entry => entry.Position).Should().Equal(1, 2, 3, 4, 5);
        entries[0].Request!.Headers.Select(header => $"{header.Key}={header.Value}").Should().Equal("Accept=a/b");
        Encoding.UTF8.GetString(entries[1].Request!.Body.Span).Should().Be("a+b=c%26d");
        Encoding.UTF8.GetString(entries[4].Request!.Body.Span).Should().Be("äöü");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    public async Task Lines_are_read_in_their_order_and_empty_ones_are_none(int piece)
    {
        var lines = "\uFEFF\n" + """{"method":"GET","path":"/a?b=1","headers":{"X-A":"1","X-B":["2","3"],"Host":"shop.example"}}""" + "\r\n\n" + """
            {"method":"POST","path":"/b","body":"text"}
            {"method":"POST","path":"/c","bodyBase64":"AAE="}
            {"method":"POST","path":"/d","body":"a","bodyBase64":"AAE="}
            not json
            ["a"]
            {"method":"GET","path":"no slash"}
            {"path":"/e"}
            {"method":"GET"}
            {"method":"GET","path":"/f","headers":{"X":"a\nb"}}
            {"method":"CONNECT","path":"/f"}
            {"method":"GET","path":"/last"}
            """;
        var (entries, problem) = await ReadAsync(lines, piece);
        problem.Should().BeNull();
        entries.Select(entry => entry.Request?.Target ?? "").Should().Equal("/a?b=1", "/b", "/c", "", "", "", "", "", "", "", "", "/last");
        entries[0].Request!.Host.Should().Be("shop.example");
        entries[0].Request!.Headers.Select(header => $"{header.Key}={header.Value}").Should().Equal("X-A=1", "X-B=2", "X-B=3");
        entries[2].Request!.Body.ToArray().Should().Equal(0, 1);
        entries.Where(entry => entry.Request is null).Should().OnlyContain(entry => entry.Problem.Length > 0 && !entry.IsTooLarge);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n\t", "is empty")]
    [InlineData("hello", "is neither HAR 1.2 nor newline-delimited JSON")]
    [InlineData("{\n  \"method\": \"GET\"\n}", "is neither HAR 1.2 nor newline-delimited JSON")]
    [InlineData("[{\"method\":\"GET\",\"path\":\"/\"}]", "is neither HAR 1.2 nor newline-delimited JSON")]
    [InlineData("{\"verb\":\"GET\"}\n{\"verb\":\"GET\"}", "holds no request that can be read; of the first entry that cannot: path is missing")]
    [InlineData("{\"log\":{}}", "is no HAR 1.2: it has no log.entries")]
    [InlineData("{\"log\":{\"entries\":[]}}", "holds no requests")]
    [InlineData("{\"log\":{\"entries\":[1]}}", "is no HAR 1.2: log.entries holds something that is no object")]
    [InlineData("{\"log\":{\"entries\":[[]]}}", "is no HAR 1.2: log.entries holds something that is no object")]
    [InlineData("{\"log\":{\"entries\":[}]}", "is no HAR 1.2: its JSON is broken")]
    [InlineData("{\"log\":{\"entries\":[]}} {", "is no HAR 1.2: its JSON is broken")]
    [InlineData("{\"log\":", "is no HAR 1.2: its JSON is broken")]
    [InlineData("{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"http://a/\"}},{\"request\":{\"met", "ends in the middle, after 1 entries: it was cut")]
    public async Task What_is_no_recording_is_told_in_a_sentence_before_anything_is_sent(string text, string problem) =>
        (await Recording.CountAsync(new Pieces(Encoding.UTF8.GetBytes(text), 5), default)).Problem.Should().Be(problem);

    [Fact]
    public async Task An_entry_larger_than_any_is_one_entry_that_is_too_large()
    {
        var large = new string('a', Recording.MostEntry);
        var (lines, _) = await ReadAsync($$"""{"method":"GET","path":"/a"}{{"\n"}}{"method":"GET","path":"/{{large}}"}{{"\n"}}{"method":"GET","path":"/b"}""", 100_000);
        lines.Select(entry => (entry.Request?.Target, entry.IsTooLarge)).Should().Equal(("/a", false), (null, true), ("/b", false));
        var (har, problem) = await ReadAsync($$$"""{"log":{"entries":[{"request":{"method":"GET","url":"http://a/{{{large}}}"}},{"request":{"method":"GET","url":"http://a/b"},"response":"{{{large}}}"}]}}""", 100_000);
        problem.Should().BeNull();
        har.Select(entry => (entry.Request?.Target, entry.IsTooLarge)).Should().Equal((null, true), ("/b", false));
    }

    [Fact]
    public async Task Nothing_that_a_file_may_hold_is_an_exception()
    {
        var random = new Random(1);
        var right = Encoding.UTF8.GetBytes(Har);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = right.ToArray();
            for (var edits = random.Next(1, 6); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)"{}[]\",:\\a\n\u00ff"[random.Next(11)];
            var file = bytes[..random.Next(bytes.Length)];
            var end = new RecordingEnd();
            await foreach (var entry in Recording.ReadAsync(new Pieces(file, random.Next(1, 200)), end, default)) entry.Position.Should().BePositive();
        }
    }

    private static async Task<(List<RecordedEntry> Entries, string? Problem)> ReadAsync(string text, int piece)
    {
        var (entries, end) = (new List<RecordedEntry>(), new RecordingEnd());
        await foreach (var entry in Recording.ReadAsync(new Pieces(Encoding.UTF8.GetBytes(text), piece), end, default)) entries.Add(entry);
        return (entries, end.Problem);
    }

    /// <summary>A file that arrives in pieces.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
