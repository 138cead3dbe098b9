using System.IO.Compression;
using System.Text;

namespace Penumbra.Databases.Worker;

/// <summary>The columns that a good run judged, as the next one finds them: names, line by line, compressed. A ConfigMap takes 1 MiB, which 20,000 names in full would not fit into.</summary>
public static class ColumnList
{
    /// <summary>The entry of the ConfigMap, and so the file of the mount.</summary>
    public const string Entry = "columns.gz";

    /// <summary>The entry of a list in full, as earlier versions kept it, and of a person's word that accepts all that there are.</summary>
    public const string FullEntry = "columns";

    // Far more than a ConfigMap of names can hold: a hand may have written it.
    private const int MostBytes = 256 * 1024 * 1024;

    /// <summary>The list as it is kept.</summary>
    public static byte[] Write(IEnumerable<string> columns)
    {
        using var kept = new MemoryStream();
        using (var packed = new GZipStream(kept, CompressionLevel.SmallestSize)) packed.Write(Encoding.UTF8.GetBytes(string.Join('\n', columns)));
        return kept.ToArray();
    }

    /// <summary>Reads a kept list. What is none is read as empty: every column is new then, which fails closed.</summary>
    public static IReadOnlyList<string> Read(byte[] kept)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(kept), CompressionMode.Decompress);
            using var text = new MemoryStream();
            var chunk = new byte[64 * 1024];
            for (var read = packed.Read(chunk); read > 0 && text.Length <= MostBytes; read = packed.Read(chunk)) text.Write(chunk, 0, read);
            return text.Length > MostBytes ? [] : Lines(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>The names of a text, one a line.</summary>
    public static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
