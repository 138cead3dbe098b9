using System.Text.Json.Nodes;
using Penumbra.Api.Tests;
using Penumbra.Oracle.Tests.Recording;
using Penumbra.Oracle.Tests.Servers;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Oracle.Tests;

/// <summary>The sandbox answers the cases as the real server did; where it does not, docs/sandbox.md says so.</summary>
public sealed class RecordedContractTests(RecordedContractTests.Widgets widgets) : IClassFixture<RecordedContractTests.Widgets>
{
    private static readonly IReadOnlyList<ContractCase> Cases = [.. new[] { "create", "schema", "update", "delete", "read", "apply" }.SelectMany(ContractCase.Read)];

    public static TheoryData<string> Names() => [.. Cases.Select(contract => contract.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_sandbox_answers_as_the_real_server(string name)
    {
        var contract = Cases.Single(contract => contract.Name == name);
        var golden = GoldenFiles.Golden(contract.File)[name]!.AsArray();

        var answers = await CaseRunner.RunAsync(widgets.Server, contract);

        var differences = Deviations.Between(name, golden, answers);
        differences.Should().BeEmpty("the golden file has other answers, or the deviation that is listed is gone");
    }

    [Fact]
    public void Every_deviation_is_in_the_document()
    {
        var document = RepositoryFiles.Text("docs/sandbox.md").ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal);
        foreach (var deviation in Deviations.All) document.Should().Contain(deviation.Says);
    }

    [OracleFact]
    public async Task The_real_server_answers_as_it_did()
    {
        await using var real = await Widgets.DefinedAsync(new RealServer());
        foreach (var file in Cases.GroupBy(contract => contract.File))
        {
            var answers = new JsonObject();
            foreach (var contract in file) answers[contract.Name] = await CaseRunner.RunAsync(real.Server, contract);
            GoldenFiles.Settle(file.Key, answers);
        }
    }

    /// <summary>A server that serves widgets.</summary>
    public sealed class Widgets : IAsyncLifetime, IAsyncDisposable
    {
        public ApiUnderTest Server { get; private init; } = new SandboxServer();

        public static async Task<Widgets> DefinedAsync(ApiUnderTest server)
        {
            var widgets = new Widgets { Server = server };
            await widgets.InitializeAsync();
            return widgets;
        }

        public async Task InitializeAsync()
        {
            await Server.InitializeAsync();
            var definition = (JsonObject)YamlJson.Read(GoldenFiles.Text("cases/widgets.crd.yaml")).Single();
            var defined = await Server.DefineAsync(definition);
            defined.Code.Should().BeOneOf([200, 409], defined.Body?.ToJsonString());
        }

        public Task DisposeAsync() => Server.DisposeAsync();

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
