using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>
/// A history as a text that fits into a status: whole numbers of seven bits a byte (as in Protocol Buffers), in base 64. Milliseconds of CPU, 16 KiB of memory and hundredths of a replica are as fine
/// as anybody asks.
/// </summary>
public static class ResourceText
{
    /// <summary>The most characters of <see cref="Write"/>; what does not fit is joined further.</summary>
    public const int Longest = 6_000;

    private const byte Version = 1;
    private const double Milliseconds = 1_000;
    private const double Bytes = 1.0 / (16 * 1024);
    private const double Hundredths = 100;
    private const double MostOfAll = 1e15;

    /// <summary>The text; empty without a point.</summary>
    public static string Write(ResourceHistory history)
    {
        if (history.Points.IsEmpty) return "";
        var text = Encode(history);
        while (text.Length > Longest && history.Points.Length > 1) text = Encode(history = history.Halved());
        return text;
    }

    /// <summary>The history of a text; null when it is none.</summary>
    public static ResourceHistory? Read(string text)
    {
        if (text.Length == 0) return ResourceHistory.Empty;
        var bytes = new byte[text.Length];
        if (text.Length > Longest || !Convert.TryFromBase64String(text, bytes, out var length) || length == 0 || bytes[0] != Version) return null;
        var from = 1;
        if (Number(bytes.AsSpan(0, length), ref from) is not { } span || span < ResourceHistory.Minute) return null;
        var points = ImmutableArray.CreateBuilder<ResourcePoint>();
        while (from < length)
        {
            if (Point(bytes.AsSpan(0, length), ref from) is not { } point || points.Count == ResourceHistory.Most) return null;
            points.Add(point);
        }

        return new ResourceHistory { Points = points.ToImmutable(), Span = span };
    }

    private static string Encode(ResourceHistory history)
    {
        List<byte> bytes = [Version];
        Add(bytes, history.Span);
        foreach (var point in history.Points)
        {
            Add(bytes, point.Seconds);
            Add(bytes, point.LiveRequests);
            Add(bytes, point.LiveVariance);
            Add(bytes, point.ShadowRequests);
            Add(bytes, point.LiveReplicas * Hundredths);
            Add(bytes, point.ShadowReplicas * Hundredths);
            foreach (var (value, unit) in (ReadOnlySpan<(double?, double)>)[(point.LiveCpu, Milliseconds), (point.ShadowCpu, Milliseconds), (point.LiveMemory, Bytes), (point.ShadowMemory, Bytes)])
                Add(bytes, value is { } known ? 1 + (known * unit) : 0);
        }

        return Convert.ToBase64String([.. bytes]);
    }

    private static ResourcePoint? Point(ReadOnlySpan<byte> bytes, ref int from)
    {
        Span<double> numbers = stackalloc double[10];
        for (var index = 0; index < numbers.Length; index++)
        {
            if (Number(bytes, ref from) is not { } number) return null;
            numbers[index] = number;
        }

        static double? Known(double number, double unit) => number >= 1 ? (number - 1) / unit : null;
        return numbers[0] < 1 ? null : new ResourcePoint
        {
            Seconds = numbers[0],
            LiveRequests = numbers[1],
            LiveVariance = numbers[2],
            ShadowRequests = numbers[3],
            LiveReplicas = numbers[4] / Hundredths,
            ShadowReplicas = numbers[5] / Hundredths,
            LiveCpu = Known(numbers[6], Milliseconds),
            ShadowCpu = Known(numbers[7], Milliseconds),
            LiveMemory = Known(numbers[8], Bytes),
            ShadowMemory = Known(numbers[9], Bytes),
        };
    }

    private static void Add(List<byte> bytes, double value)
    {
        var rest = (ulong)Math.Round(Math.Clamp(value, 0, MostOfAll));
        for (; rest >= 0x80; rest >>= 7) bytes.Add((byte)(rest | 0x80));
        bytes.Add((byte)rest);
    }

    private static double? Number(ReadOnlySpan<byte> bytes, ref int from)
    {
        ulong number = 0;
        for (var shift = 0; from < bytes.Length && shift < 56; shift += 7)
        {
            var next = bytes[from++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return number <= MostOfAll ? number : null;
        }

        return null;
    }
}
