using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Penumbra.Oracle.Tests.Recording;
using Penumbra.Oracle.Tests.Servers;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Oracle.Tests.Random;

/// <summary>Both servers are sent the same random sequences of requests, one by one, and must answer the same.</summary>
public sealed class RandomSequenceTests : IAsyncLifetime
{
    private const int Sequences = 300;

    private static readonly ContractRequest[] Operations = [.. YamlJson.Read(GoldenFiles.Text("cases/operations.yaml")).Single().AsArray().Select(item => ContractRequest.Of((JsonObject)item!))];

    private RecordedContractTests.Widgets _real = null!;
    private RecordedContractTests.Widgets _sandbox = null!;
    private int _runs;

    public async Task InitializeAsync()
    {
        if (RealServer.Kubeconfig is null) return;
        _real = await RecordedContractTests.Widgets.DefinedAsync(new RealServer());
        _sandbox = await RecordedContractTests.Widgets.DefinedAsync(new SandboxServer());
    }

    public async Task DisposeAsync()
    {
        if (RealServer.Kubeconfig is null) return;
        await _real.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [OracleFact]
    public void Random_sequences_get_the_same_answers()
    {
        var sequences = Gen.Elements(Operations).ListOf().Where(operations => operations.Count > 0);
        var shrinking = Arb.From(sequences, operations => Enumerable.Range(0, operations.Count).Select(left => (List<ContractRequest>)[.. operations.Where((_, index) => index != left)]).Where(fewer => fewer.Count > 0));
        Prop.ForAll(shrinking, operations => Agree(operations)).Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithEndSize(40));
    }

    private static bool Same(JsonObject left, JsonObject right) => GoldenFiles.Shown(left) == GoldenFiles.Shown(right);

    // FsCheck's properties are synchronous.
    private bool Agree(IReadOnlyList<ContractRequest> operations) => AgreeAsync(operations).GetAwaiter().GetResult() is { } difference ? throw new InvalidOperationException(difference) : true;

    private async Task<string?> AgreeAsync(IReadOnlyList<ContractRequest> operations)
    {
        var ns = $"random-{_runs++}";
        var (real, sandbox) = (new Run(_real.Server, ns), new Run(_sandbox.Server, ns));
        var sent = new List<string>();
        foreach (var operation in operations)
        {
            sent.Add($"{operation.Verb} {operation.Path} {operation.Body?.ToJsonString(GoldenFiles.Line)}");
            var (left, right) = (await real.SendAsync(operation), await sandbox.SendAsync(operation));
            if (!Same(left, right)) return $"after\n{string.Join('\n', sent)}\nreal:    {left.ToJsonString(GoldenFiles.Line)}\nsandbox: {right.ToJsonString(GoldenFiles.Line)}";
        }

        return null;
    }

    /// <summary>One server's side of a sequence.</summary>
    private sealed class Run
    {
        private readonly ApiUnderTest _server;
        private readonly string _namespace;
        private readonly Normalizer _normalizer = new();

        // Before a's first answer its version is one that never was.
        private readonly Dictionary<string, Answer> _saved = new(StringComparer.Ordinal)
        {
            ["a"] = new Answer(200, [], new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = "3" } }),
        };

        public Run(ApiUnderTest server, string ns)
        {
            (_server, _namespace) = (server, ns);
            server.AddNamespace(ns);
        }

        public async Task<JsonObject> SendAsync(ContractRequest operation)
        {
            var answer = await CaseRunner.SendAsync(_server, _namespace, operation, _saved);
            if (answer.Version is not null && operation.Path.StartsWith("widgets/a", StringComparison.Ordinal)) _saved["a"] = answer;
            return _normalizer.Normalize(answer, managed: false);
        }
    }
}
