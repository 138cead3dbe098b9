namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>How a connection is protected.</summary>
public enum TlsMode
{
    /// <summary>Encrypted, and the certificate and the name are checked.</summary>
    Verified,

    /// <summary>Encrypted; nobody checks to whom.</summary>
    Encrypted,

    /// <summary>Plain: for a server on the same machine.</summary>
    None,
}
