using System.Net;
using System.Net.Sockets;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Tests.Postgres.Simulated;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A restored database rejects connections for a while; what does not pass is told at once.</summary>
public sealed class ConnectingTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly ConnectSettings Settings = new() { Timeout = TimeSpan.FromSeconds(10), RetryFor = TimeSpan.FromMinutes(15) };
    private readonly HurriedTime _time = new();

    [Fact]
    public async Task A_port_where_nobody_listens_is_tried_for_as_long_as_the_settings_say_with_growing_waits()
    {
        var target = new DatabaseTarget { Host = "127.0.0.1", Port = PostgresServer.FreePort(), Database = "shop", User = "postgres", Password = "hidden", Tls = TlsMode.None };
        var failure = (await Work(target).ReadFenceAsync(CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Retry, Problem = WorkProblem.Unreachable });
        failure.Message.Should().Contain("for 15m").And.EndWith("it refuses connections").And.NotContain("hidden");
        _time.Waits.Sum(wait => wait.TotalMinutes).Should().BeInRange(14, 15);
        _time.Waits.Should().OnlyContain(wait => wait <= TimeSpan.FromSeconds(30)).And.HaveCountGreaterThan(20);
        _time.Waits[0].Should().BeLessThan(TimeSpan.FromSeconds(1));
        _time.Waits.Take(40).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_yet_is_tried_again()
    {
        var target = new DatabaseTarget { Host = "not-there.invalid", Database = "shop", User = "postgres", Password = "x", Tls = TlsMode.None };
        var failure = (await Work(target, Settings with { RetryFor = TimeSpan.FromSeconds(3) }).ReadFenceAsync(CancellationToken.None)).Failure!;
        failure.Kind.Should().Be(ErrorKind.Retry);
        failure.Message.Should().EndWith("its name does not resolve yet");
        _time.Waits.Should().NotBeEmpty();
    }

    [PostgresFact]
    public async Task A_password_that_the_cloud_has_not_changed_yet_is_tried_until_it_has()
    {
        await server.RunAsync("postgres", "CREATE ROLE master LOGIN SUPERUSER PASSWORD 'old one'");
        _time.AfterWait = count => count == 3 ? server.RunAsync("postgres", $"ALTER ROLE master PASSWORD '{PostgresServer.Password}'") : Task.CompletedTask;
        var failure = (await Work(server.Target("postgres", "master")).ReadFenceAsync(CancellationToken.None)).Failure!;
        // The other role of this server: the connection was made.
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Conflict, Problem = WorkProblem.NotQuiet });
        _time.Waits.Should().HaveCountGreaterThanOrEqualTo(3);
    }

    [PostgresFact]
    public async Task A_server_that_starts_up_is_waited_for()
    {
        using var starting = new AnsweringServer("57P03");
        var target = server.Target("postgres") with { Port = starting.Port };
        var failure = (await Work(target, Settings with { RetryFor = TimeSpan.FromSeconds(5) }).ReadFenceAsync(CancellationToken.None)).Failure!;
        failure.Kind.Should().Be(ErrorKind.Retry);
        failure.Message.Should().EndWith("it is starting up");
        starting.Connections.Should().BeGreaterThan(2);
    }

    [PostgresFact]
    public async Task A_database_that_does_not_exist_is_told_at_once()
    {
        var failure = (await Work(server.Target("nowhere")).ReadFenceAsync(CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.Unreachable });
        failure.Message.Should().EndWith("no such database");
        _time.Waits.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task An_error_of_sql_is_never_repeated()
    {
        var database = await server.NewDatabaseAsync();
        var failure = (await Work(server.Target(database)).SanitizeAsync(Shop.Plan(Shop.Sql("a", "SELECT 1 / 0")), null, CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.SqlFailed });
        _time.Waits.Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_of_certificates_that_is_missing_is_told_at_once()
    {
        var target = new DatabaseTarget { Host = "127.0.0.1", Database = "shop", User = "postgres", Password = "x", RootCertificates = "/nowhere/bundle.pem" };
        var failure = (await Work(target).ReadFenceAsync(CancellationToken.None)).Failure!;
        failure.Message.Should().Be("the file of trusted certificates, /nowhere/bundle.pem, does not exist");
    }

    private PostgresWork Work(DatabaseTarget target, ConnectSettings? settings = null) => new(target, settings ?? Settings, _time, new Random(3));

    /// <summary>Answers every connection with one error of PostgreSQL's protocol.</summary>
    private sealed class AnsweringServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _state;

        public AnsweringServer(string state)
        {
            _state = state;
            _listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections { get; private set; }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Connections++;
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[1024]);
                    byte[] fields = [.. "SFATAL\0VFATAL\0C"u8, .. System.Text.Encoding.ASCII.GetBytes(_state), 0, .. "Mthe database system is starting up\0\0"u8];
                    await stream.WriteAsync((byte[])[(byte)'E', 0, 0, 0, (byte)(fields.Length + 4), .. fields]);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
            {
            }
        }
    }
}
