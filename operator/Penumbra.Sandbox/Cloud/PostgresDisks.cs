namespace Penumbra.Sandbox.Cloud;

/// <summary>
/// Puts real PostgreSQL behind an imitated cloud: a restore copies a data directory and starts a server on it, a snapshot copies the directory of a server that rests for that moment,
/// a password is the server's own.
/// </summary>
public sealed class PostgresDisks : IDisposable
{
    private readonly FakeRds _cloud;
    private readonly PostgresPrograms _programs;
    private readonly SortedDictionary<string, PostgresDirectory> _disks = new(StringComparer.Ordinal);

    /// <summary>Puts itself behind a cloud.</summary>
    public PostgresDisks(FakeRds cloud, PostgresPrograms programs)
    {
        _cloud = cloud;
        _programs = programs;
        cloud.Endpoint = thing => ("127.0.0.1", Of(thing)?.Port is > 0 and var port ? port : 1);
        cloud.Restored = (database, snapshot) =>
        {
            var disk = New(database.Arn);
            disk.CopyFrom(_disks[snapshot!.Arn]);
            disk.Start();
            Restores++;
        };
        cloud.Created = (database, user, password) =>
        {
            var disk = New(database.Arn);
            disk.Initialise();
            disk.Start();
            disk.Run("postgres", $"CREATE ROLE {user} SUPERUSER LOGIN PASSWORD '{password}'");
            Creations++;
        };
        cloud.Captured = (snapshot, source) =>
        {
            var disk = Of(source)!;
            disk.Stop();
            New(snapshot.Arn).CopyFrom(disk);
            if (!source.Arn.Contains("snapshot", StringComparison.Ordinal)) disk.Start();
        };
        cloud.PasswordChanged = (database, password) => Of(database)?.Run("postgres", $"ALTER ROLE {MasterUser} PASSWORD '{password}'");
        cloud.Gone = thing =>
        {
            if (_disks.Remove(thing.Arn, out var disk)) disk.Remove();
        };
    }

    /// <summary>The master user of databases.</summary>
    public static string MasterUser => "postgres";

    /// <summary>How many databases were restored so far.</summary>
    public int Restores { get; private set; }

    /// <summary>How many databases were made empty so far.</summary>
    public int Creations { get; private set; }

    /// <summary>The directory of a database or snapshot; an instance's is its cluster's. Null when there is none.</summary>
    public PostgresDirectory? Of(RdsThing thing) =>
        _disks.GetValueOrDefault(thing.Arn) ?? (thing.Of.Length > 0 && _cloud.Clusters.Find(cluster => cluster.Id == thing.Of) is { } cluster ? _disks.GetValueOrDefault(cluster.Arn) : null);

    /// <summary>Fills what a snapshot holds, with a server that runs for that time alone.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="database">The database to make in it, the master user's own.</param>
    /// <param name="script">What fills it.</param>
    public void Fill(RdsThing snapshot, string database, string script)
    {
        var disk = New(snapshot.Arn);
        disk.Initialise();
        disk.Start();
        disk.Run("postgres", $"CREATE ROLE {MasterUser} SUPERUSER LOGIN");
        disk.Run("postgres", $"CREATE DATABASE {database} OWNER {MasterUser}");
        disk.Run(database, $"SET SESSION AUTHORIZATION {MasterUser};\n{script}");
        disk.Stop();
    }

    /// <summary>Ends every server and removes every directory.</summary>
    public void Dispose()
    {
        foreach (var disk in _disks.Values) disk.Remove();
        _disks.Clear();
    }

    private PostgresDirectory New(string arn) => _disks[arn] = new PostgresDirectory(_programs, PostgresPrograms.MakeFolder());
}
