namespace Penumbra.Fuzz.Contract;

/// <summary>What became of a declaration.</summary>
public enum Outcome
{
    /// <summary>The API server refused it.</summary>
    Refused,

    /// <summary>The reader named a field, and what would be right: the launch is Stalled.</summary>
    Told,

    /// <summary>It means something else than before, and is taken so.</summary>
    TakesEffect,

    /// <summary>It says the same as before in other words, or leaves out what is the default.</summary>
    SameMeaning,

    /// <summary>It was accepted, and nothing came of it: a bug.</summary>
    Ignored,

    /// <summary>It was told, but of another field: a bug.</summary>
    ToldElsewhere,

    /// <summary>Something broke: a bug.</summary>
    Crashed,
}
