namespace Penumbra.Comparison.Differing;

/// <summary>Texts that may end their lines in either way.</summary>
internal static class NormalisedText
{
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int first = 0, second = 0;
        while (true)
        {
            first = Skip(left, first);
            second = Skip(right, second);
            if (first == left.Length || second == right.Length) return first == left.Length && second == right.Length;
            if (left[first++] != right[second++]) return false;
        }
    }

    private static int Skip(ReadOnlySpan<byte> text, int position) => position + 1 < text.Length && text[position] == '\r' && text[position + 1] == '\n' ? position + 1 : position;
}
