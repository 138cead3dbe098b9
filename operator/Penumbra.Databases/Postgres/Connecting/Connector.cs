using System.Globalization;
using Npgsql;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>Opens connections to a database that may reject them for a while, as a restored one does. No pool: one connection is one backend.</summary>
internal sealed class Connector(DatabaseTarget target, ConnectSettings settings, TimeProvider time, Random random)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>The database that is made clean, and everything about its server.</summary>
    public DatabaseTarget Target => target;

    /// <summary>Connects, repeating what passes with time for as long as the settings are patient.</summary>
    /// <param name="database">Which database of the server.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<WorkResult<NpgsqlConnection>> OpenAsync(string database, CancellationToken cancellationToken)
    {
        if (DataSource(database, out var problem) is not { } source) return new WorkFailure(ErrorKind.Terminal, WorkProblem.Unreachable, problem);
        await using var owned = source;
        var until = time.GetUtcNow() + settings.RetryFor;
        for (var failures = 0; ; failures++)
        {
            var (connection, fault) = await AttemptAsync(source, cancellationToken);
            if (connection is not null) return connection;
            var wait = Backoff.At(failures, FirstWait, LongestWait, random);
            if (!fault!.Passes) return new WorkFailure(ErrorKind.Terminal, WorkProblem.Unreachable, $"{target.Host} refuses the connection to {database}: {fault.Words}");
            if (time.GetUtcNow() + wait > until) return new WorkFailure(ErrorKind.Retry, WorkProblem.Unreachable, Patience(database, fault, failures + 1));
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private string Patience(string database, ConnectFault fault, int attempts) =>
        string.Create(CultureInfo.InvariantCulture, $"{target.Host} has not let anybody into {database} for {Span.Format(settings.RetryFor)} ({attempts} attempts), the last time: {fault.Words}");

    private static async Task<(NpgsqlConnection?, ConnectFault?)> AttemptAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return (await source.OpenConnectionAsync(cancellationToken), null);
        }
        catch (Exception exception) when (ConnectFault.Of(exception) is { } fault && !cancellationToken.IsCancellationRequested)
        {
            return (null, fault);
        }
    }

    private NpgsqlDataSource? DataSource(string database, out string problem)
    {
        problem = "";
        if (target.RootCertificates is { } file && !File.Exists(file))
        {
            problem = $"the file of trusted certificates, {file}, does not exist";
            return null;
        }

        var text = new NpgsqlConnectionStringBuilder
        {
            Host = target.Host,
            Port = target.Port,
            Database = database,
            Username = target.User,
            Password = target.Password,
            ApplicationName = "penumbra",
            // A policy hides rows without a word, from masks and checks alike: whom it would hide some from gets an error instead. As an option of the connection it outlives RESET ALL.
            Options = "-c row_security=off",
            Pooling = false,
            IncludeErrorDetail = false,
            Timeout = (int)Math.Clamp(Math.Ceiling(settings.Timeout.TotalSeconds), 1, 1024),
            CommandTimeout = 0,
            TcpKeepAlive = true,
            TcpKeepAliveTime = Silence.AskedAfter,
            TcpKeepAliveInterval = Silence.AskedEach,
            SslMode = target.Tls switch { TlsMode.Verified => SslMode.VerifyFull, TlsMode.Encrypted => SslMode.Require, _ => SslMode.Disable },
            RootCertificate = target.RootCertificates,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(text.ConnectionString);
        builder.EnableArrays();
        if (target.Tls != TlsMode.None) builder.EnableTransportSecurity();
        return builder.Build();
    }
}
