namespace Penumbra.Comparison.Differing;

/// <summary>Tells names from values: a key that is an id, an address or a date must reach no report, so that all such keys share one name.</summary>
internal static class FieldName
{
    /// <summary>What stands for keys that look like values.</summary>
    public const string Key = "{key}";

    /// <summary>A mapping with more keys than this is a table, whatever its keys look like.</summary>
    public const int MostKeys = 50;

    private const int Longest = 64;
    private const int MostDigits = 3;

    /// <summary>Whether a key looks like a name that a programmer gave: <c>unitPrice</c>, <c>line_2</c>, <c>sha256</c>, <c>x-cache</c>.</summary>
    public static bool IsName(ReadOnlySpan<char> key)
    {
        if (key.Length is 0 or > Longest || !(char.IsAsciiLetter(key[0]) || key[0] is '_' or '$' or '@')) return false;
        int digits = 0, hexadecimal = 0, capitals = 0, changes = 0;
        for (var index = 0; index < key.Length; index++)
        {
            var letter = key[index];
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '$' or ':') && !(index == 0 && letter == '@')) return false;
            if (char.IsAsciiDigit(letter)) digits++;
            if (char.IsAsciiHexDigit(letter)) hexadecimal++;
            if (char.IsAsciiLetterUpper(letter)) capitals++;
            if (index > 0 && char.IsAsciiLetterOrDigit(letter) && char.IsAsciiLetterOrDigit(key[index - 1]) && char.IsAsciiDigit(letter) != char.IsAsciiDigit(key[index - 1])) changes++;
        }

        // Digits in several places, or nothing but hexadecimal digits, or capitals strewn about as in base 64.
        if (digits > MostDigits || (digits > 0 && changes > 2) || (digits > 0 && key.Length >= 8 && hexadecimal == key.Length)) return false;
        return !(key.Length >= 16 && digits > 0 && capitals > 0 && capitals < key.Length / 2 && changes > 1);
    }

    /// <summary>The key as a report may show it.</summary>
    public static string Of(string key) => IsName(key) ? key : Key;
}
