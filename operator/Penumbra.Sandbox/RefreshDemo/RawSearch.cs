using System.Text;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>Looks for values as bytes in the files of a data directory, whatever they are a part of: rows dead or alive, indexes, statistics.</summary>
public sealed class RawSearch
{
    private const int Head = sizeof(ulong);
    private readonly Dictionary<ulong, List<(byte[] Bytes, string Text)>> _byHead = [];
    private readonly bool[] _begins = new bool[1 << 16];

    /// <summary>Prepares a search.</summary>
    /// <param name="values">What to look for: each at least eight bytes long.</param>
    public RawSearch(IEnumerable<string> values)
    {
        foreach (var text in values)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var head = BitConverter.ToUInt64(bytes, 0);
            if (!_byHead.TryGetValue(head, out var same)) _byHead[head] = same = [];
            same.Add((bytes, text));
            _begins[BitConverter.ToUInt16(bytes, 0)] = true;
        }
    }

    /// <summary>The values that stand in the files, apart in the write-ahead log and elsewhere; and how much was read.</summary>
    public (SortedSet<string> InFiles, SortedSet<string> InLog, int Files, long Bytes) Look(string directory)
    {
        var (inFiles, inLog) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        var (files, read) = (0, 0L);
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            var isLog = Path.GetRelativePath(directory, file).StartsWith("pg_wal", StringComparison.Ordinal);
            if (!isLog) (files, read) = (files + 1, read + bytes.Length);
            Search(bytes, isLog ? inLog : inFiles);
        }

        return (inFiles, inLog, files, read);
    }

    private void Search(ReadOnlySpan<byte> bytes, SortedSet<string> found)
    {
        for (var at = 0; at + Head <= bytes.Length; at++)
        {
            if (!_begins[BitConverter.ToUInt16(bytes[at..])] || !_byHead.TryGetValue(BitConverter.ToUInt64(bytes[at..]), out var same)) continue;
            foreach (var (value, text) in same)
            {
                if (bytes[at..].StartsWith(value)) found.Add(text);
            }
        }
    }
}
