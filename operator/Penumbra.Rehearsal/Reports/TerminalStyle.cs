namespace Penumbra.Rehearsal.Reports;

/// <summary>How wide the output is, and whether it is coloured.</summary>
/// <param name="Width">In columns.</param>
/// <param name="HasColour">Whether ANSI colours are understood.</param>
public sealed record TerminalStyle(int Width, bool HasColour)
{
    /// <summary>The narrowest that is written for.</summary>
    public const int Narrowest = 60;

    internal string Good(string text) => Paint(text, "32");

    internal string Bad(string text) => Paint(text, "31;1");

    internal string Suspect(string text) => Paint(text, "33");

    internal string Faint(string text) => Paint(text, "2");

    internal string Strong(string text) => Paint(text, "1");

    private string Paint(string text, string code) => HasColour ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
