using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using Amazon.Runtime.Credentials;
using Microsoft.Extensions.Logging;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Loading;
using Penumbra.Databases.Rds;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Leases;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Commands;

/// <summary><c>penumbra refresh</c>: the worker of one run, in a Job's pod.</summary>
public static class RefreshCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var sweep = new Option<bool>("--sweep") { Description = "Delete temporary databases that are too old, and end." };
        var remove = new Option<bool>("--remove") { Description = "Delete what the refresh left in the cloud, and end." };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "The kubeconfig file; default: the pod's own account." };
        var endpoint = new Option<Uri?>("--cloud-endpoint") { Description = "Another address for all cloud services: for sandboxes.", CustomParser = Address };
        var tls = new Option<TlsMode>("--database-tls") { Description = "How connections to the database are protected.", DefaultValueFactory = _ => TlsMode.Verified };
        var authorities = new Option<string?>("--database-authorities") { Description = "A file of PEM certificates that databases are trusted by; default: the machine's own." };
        var poll = new Option<int?>("--least-poll") { Description = "The shortest pause between two looks at the cloud, in seconds (15): for sandboxes." };
        var inputs = new Option<string>("--inputs") { Description = "Where SQL, parameters and key are mounted.", DefaultValueFactory = _ => InputReader.Root };
        var until = new Option<string?>("--until") { Description = "The container step before which to end, with the database left for it; default: go on to the run's end." };
        var command = new Command("refresh", "Run one refresh: the worker of a SnapshotRefresh's Jobs.") { sweep, remove, until, kubeconfig, endpoint, tls, authorities, poll, inputs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var mode = parsed.GetValue(remove) ? RefreshMode.Remove : parsed.GetValue(sweep) ? RefreshMode.Sweep : RefreshMode.Refresh;
            using var logs = LoggerFactory.Create(builder => builder.AddJsonConsole(options => (options.UseUtcTimestamp, options.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'")));
            var reader = new InputReader(Environment.GetEnvironmentVariable, parsed.GetValue(inputs)!, TimeProvider.System.GetUtcNow(), parsed.GetValue(poll) is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : null);
            var read = reader.Read(mode, parsed.GetValue(until));
            if (read.Inputs is null)
            {
                await Console.Error.WriteLineAsync($"penumbra: {read.Error}");
                return ExitCode.Failed;
            }

            var login = ClusterLogins.Find(parsed.GetValue(kubeconfig), null, Environment.GetEnvironmentVariable, TimeProvider.System);
            if (login.Login is null)
            {
                await Console.Error.WriteLineAsync($"penumbra: {login.Error}");
                return ExitCode.Failed;
            }

            var settings = new DatabaseSettings(parsed.GetValue(tls), parsed.GetValue(authorities));
            return await RunAsync(read.Inputs, reader.Handovers, login.Login, parsed.GetValue(endpoint), settings, logs, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(RunInputs inputs, HandoverFolder handovers, ClusterLogin login, Uri? endpoint, DatabaseSettings settings, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var (time, random) = (TimeProvider.System, new Random());
        var logger = logs.CreateLogger("Penumbra.Refresh");
        var identity = Environment.GetEnvironmentVariable("POD_NAME") is { Length: > 0 } pod ? pod : $"{Environment.MachineName}-{Environment.ProcessId}";
        using var meters = new MeterFactory();
        var metrics = new KubernetesMetrics(meters);
        using var http = KubernetesHttp.Create(login);
        var client = new KubernetesClient(http, time, metrics);
        var run = inputs.Run;
        using var lease = new LeaderLease(client, new LeaseOptions { Namespace = run.Namespace, Name = RefreshNames.Lease(run.Name), Identity = identity }, time, random, metrics, logs.CreateLogger("Penumbra.Lease"));
        using var events = new EventRecorder(client, identity, lease, time, random, metrics, logs.CreateLogger("Penumbra.Events"));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (renewing, sending) = (lease.RunAsync(ending.Token), events.RunAsync(ending.Token));
        try
        {
            var record = new ClusterRecord(client, run, inputs.Spec.Source.Kind, events);
            var (taken, ended) = await new RunTurn(run, Environment.GetEnvironmentVariable(InputReader.JobVariable) ?? "", lease.AcquiredAsync, () => lease.Holder, record, time).TakeAsync(cancellationToken);
            if (taken is not { } term)
            {
                logger.LogInformation("{Ended}", ended);
                return ExitCode.Done;
            }

            // What was waited for is not the run's time.
            inputs.Begin(time.GetUtcNow());

            // Asked before anything is: a preflight says what is missing.
            var programs = inputs is { Spec.Residue: ResidueMode.Fresh, Run.Mode: RefreshMode.Refresh } ? await ClientPrograms.FindAsync(Environment.GetEnvironmentVariable, term) : null;
            inputs.Tools = programs?.Tools;
            using var cloud = CloudHttp.Create();
            var password = Password();
            var rds = new RdsCloud(new CloudClient(cloud, new CloudLogin(inputs.Spec.Region, Identity(), endpoint, $"{run.Namespace}/{inputs.Spec.ServiceAccount}"), time, random));
            DatabaseTarget Target(string address, int port) => settings.Target(inputs.Spec, address, port, password);
            var session = new DatabaseSession(
                inputs, (address, port) => new PostgresWork(Target(address, port), inputs.Spec.Connect, time, random, programs), time, given => handovers.Leave(given, Target(given.Address, given.Port), run.RunId));
            var worker = new RefreshWorker(inputs, rds, session, record, lease, password, time, logger);
            using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, term);
            return await worker.RunAsync(working.Token);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("Told to end, or the Lease was lost: another pod goes on");
            return ExitCode.Again;
        }
        finally
        {
            using var flush = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await Quietly(events.FlushAsync(flush.Token));
            await ending.CancelAsync();
            await Quietly(renewing);
            await Quietly(sending);
        }
    }

    // Web identity, container, profile, environment: as every program of that cloud finds them, when they are first needed. Not the node's: the pod's environment turns that off.
    private static CloudIdentity Identity() => new(() => DefaultAWSCredentialsIdentityResolver.GetCredentials());

    private static Uri? Address(ArgumentResult given)
    {
        if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")) return address;
        given.AddError($"{given.Tokens[0].Value} is not an address such as http://127.0.0.1:5000/");
        return null;
    }

    // Within what both engines take: no slash, no at, no quotes, at most 41 characters.
    private static string Password() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40);

    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private sealed record DatabaseSettings(TlsMode Tls, string? Authorities)
    {
        public DatabaseTarget Target(SnapshotRefreshSpec spec, string address, int port, string password) =>
            new() { Host = address, Port = port, Database = spec.Database, User = spec.User, Password = password, Tls = Tls, RootCertificates = Authorities };
    }
}
