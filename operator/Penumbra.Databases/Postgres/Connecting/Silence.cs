namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>How a server that fell silent is noticed, by sessions of this process and by the client programs alike: else TCP waits for hours.</summary>
internal static class Silence
{
    /// <summary>After so many seconds without a word it is asked whether it is there.</summary>
    public const int AskedAfter = 30;

    /// <summary>And again each so many seconds, as often as the kernel has it.</summary>
    public const int AskedEach = 10;
}
