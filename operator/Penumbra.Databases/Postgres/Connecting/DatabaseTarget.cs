namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>A database and how it is reached. It holds a password: its text shows none.</summary>
public sealed record DatabaseTarget
{
    /// <summary>The host, as the cloud names it.</summary>
    public required string Host { get; init; }

    /// <summary>The port.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>The database that is made clean.</summary>
    public required string Database { get; init; }

    /// <summary>The role; the only one that may log in from Quiesce on.</summary>
    public required string User { get; init; }

    /// <summary>Its password.</summary>
    public required string Password { get; init; }

    /// <summary>How the connection is protected.</summary>
    public TlsMode Tls { get; init; } = TlsMode.Verified;

    /// <summary>A file of PEM certificates that are trusted, such as the cloud's bundle; null for the machine's own.</summary>
    public string? RootCertificates { get; init; }

    /// <summary>Roles of the platform itself, which nobody can take LOGIN from, and whose backends are left alone.</summary>
    public IReadOnlyList<string> PlatformRoles { get; init; } = ["rdsadmin", "rdsrepladmin", "rdstopmgr", "rdswriteforwarduser", "rdsproxyadmin"];

    /// <summary>Databases of the platform itself, which nobody else can enter.</summary>
    public IReadOnlyList<string> PlatformDatabases { get; init; } = ["rdsadmin"];

    /// <summary>Shows where, never with what.</summary>
    public override string ToString() => $"{User}@{Host}:{Port}/{Database}";
}
