using System.Runtime.CompilerServices;

namespace Penumbra.Comparison.Recordings;

/// <summary>
/// A recording of requests: HAR 1.2, or newline-delimited JSON with <c>method</c>, <c>path</c>, <c>headers</c>, and <c>body</c> or <c>bodyBase64</c>. Which of the two it is, is seen by its beginning.
/// It is read as a stream: memory holds one entry of it.
/// </summary>
public static class Recording
{
    /// <summary>The most bytes of one request's JSON.</summary>
    public const int MostEntry = 16 * 1024 * 1024;

    private const int Piece = 64 * 1024;
    private const string Neither = "is neither HAR 1.2 nor newline-delimited JSON";

    /// <summary>Reads all of it, to know how many entries it has before any is sent.</summary>
    /// <returns>How many; or in a sentence why it is no recording.</returns>
    public static async Task<(long Count, string? Problem)> CountAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (count, readable) = (0L, false);
        var first = "";
        var end = new RecordingEnd();
        await foreach (var entry in ReadAsync(stream, end, cancellationToken))
        {
            count = entry.Position;
            readable |= entry.Request is not null;
            if (first.Length == 0) first = entry.Problem;
        }

        if (end.Problem is { } problem) return (count, problem);
        if (count == 0) return (0, "holds no requests");
        return readable ? (count, null) : (count, $"holds no request that can be read; of the first entry that cannot: {first}");
    }

    /// <summary>Reads the entries in their order.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="end">Takes what is wrong with the file as a whole; what was read before that stands.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<RecordedEntry> ReadAsync(Stream stream, RecordingEnd end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var piece = new byte[Piece];
        var raw = new List<RawEntry>();
        var read = await stream.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, cancellationToken);
        var start = Start(piece.AsSpan(0, read));
        if (start == read)
        {
            end.Problem = "is empty";
            yield break;
        }

        var isHar = IsHar(piece.AsSpan(start, read - start));
        IEntryScanner scanner = isHar ? new HarScanner() : new LineScanner();
        var position = 0L;
        for (var (from, isOver) = (start, false); !isOver && end.Problem is null; from = 0)
        {
            isOver = read == 0;
            end.Problem = isOver ? scanner.End(raw) : scanner.Push(piece.AsSpan(from, read - from), raw);
            foreach (var found in raw)
            {
                position++;
                var entry = Entry(found, position, isHar);
                if (position == 1 && !isHar && entry.Request is null && !IsObject(found))
                {
                    end.Problem = Neither;
                    yield break;
                }

                yield return entry;
            }

            raw.Clear();
            if (!isOver) read = await stream.ReadAsync(piece, cancellationToken);
        }
    }

    private static RecordedEntry Entry(RawEntry raw, long position, bool isHar)
    {
        if (raw.Json is not { } json) return new(position, null, raw.IsTooLarge ? $"it is larger than {MostEntry / 1024 / 1024} MiB" : "it has no request", raw.IsTooLarge);
        var (request, problem) = isHar ? EntryReading.Har(json) : EntryReading.Line(json);
        return new(position, request, problem, false);
    }

    // A byte order mark and white space say nothing.
    private static int Start(ReadOnlySpan<byte> bytes)
    {
        var from = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        var text = bytes[from..].IndexOfAnyExcept(" \t\r\n"u8);
        return text < 0 ? bytes.Length : from + text;
    }

    // A HAR is a document whose one field is log.
    private static bool IsHar(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != '{') return false;
        var inside = bytes[1..].TrimStart(" \t\r\n"u8);
        return inside.StartsWith("\"log\""u8);
    }

    private static bool IsObject(RawEntry raw)
    {
        if (raw.Json is not { } json) return false;
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(json);
            return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
