using System.Diagnostics;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Http;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>The sandbox's server as people meet it: with kubectl.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-kubectl").FullName;
    private ApiServerHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiServerHost.StartAsync(new ApiServerHostOptions());
        await File.WriteAllTextAsync(Path.Combine(_folder, "kubeconfig"), _host.AdminKubeconfig);
        if (KubectlFactAttribute.Kubectl is null) return;
        (await RunAsync("apply -f -", Definition)).Should().Contain("created");
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [KubectlFact]
    public async Task Apply_creates_configures_and_leaves_alone()
    {
        (await RunAsync("apply -f -", Objects)).Should().Contain("deployment.apps/web created").And.Contain("cog.kubectl.penumbra.dev/x created");
        (await RunAsync("apply -f -", Objects)).Should().Contain("deployment.apps/web unchanged").And.Contain("cog.kubectl.penumbra.dev/x unchanged");
        (await RunAsync("apply -f -", Objects.Replace("web:1", "web:2"))).Should().Contain("deployment.apps/web configured");
        _host.Cluster.Get(BuiltInTypes.Deployment, "default", "web")!["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!.GetValue<string>().Should().Be("web:2");
    }

    [KubectlFact]
    public async Task Apply_on_the_server_keeps_owners_apart()
    {
        (await RunAsync("apply --server-side --field-manager=one -f -", Objects)).Should().Contain("cog.kubectl.penumbra.dev/x serverside-applied");
        (await RunAsync("apply --server-side --field-manager=two -f -", Objects.Replace("mode: Auto", "mode: Manual"), expectedExit: 1))
            .Should().Contain("conflict with \"one\": .spec.mode");
        (await RunAsync("apply --server-side --field-manager=two --force-conflicts -f -", Objects.Replace("mode: Auto", "mode: Manual"))).Should().Contain("serverside-applied");
    }

    [KubectlFact]
    public async Task A_wrong_field_is_refused_before_it_is_stored()
    {
        (await RunAsync("apply -f -", Objects.Replace("mode: Auto", "moed: Auto"), expectedExit: 1)).Should().Contain("unknown field \"spec.moed\"");
        (await RunAsync("apply -f -", Objects.Replace("mode: Auto", "mode: Odd"), expectedExit: 1)).Should().Contain("spec.mode: Unsupported value: \"Odd\": supported values: \"Auto\", \"Manual\"");
    }

    [KubectlFact]
    public async Task Get_shows_tables_and_categories()
    {
        await RunAsync("apply -f -", Objects);

        (await RunAsync("get deploy")).Should().MatchRegex(@"NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\s+web\s+0/2\s+0\s+0\s+\d+s");
        (await RunAsync("get cg")).Should().MatchRegex(@"NAME\s+MODE\s+AGE\s+x\s+Auto\s+\d+s");
        (await RunAsync("get all")).Should().Contain("deployment.apps/web").And.Contain("cog.kubectl.penumbra.dev/x");
        (await RunAsync("get svc web")).Should().MatchRegex(@"web\s+ClusterIP\s+10\.96\.\d+\.\d+\s+<none>\s+80/TCP");
        (await RunAsync("get httproute web")).Should().Contain("[\"a.example\"]");
    }

    [KubectlFact]
    public async Task Get_follows_a_watch()
    {
        await RunAsync("apply -f -", Objects);
        using var kubectl = Start("get cg x -w");
        (await kubectl.StandardOutput.ReadLineAsync()).Should().StartWith("NAME");
        (await kubectl.StandardOutput.ReadLineAsync()).Should().Contain("Auto");

        await RunAsync("patch cg x --type=merge -p {\"spec\":{\"mode\":\"Manual\"}}");

        (await kubectl.StandardOutput.ReadLineAsync()).Should().Contain("Manual");
        kubectl.Kill();
    }

    [KubectlFact]
    public async Task Describe_shows_the_object_and_its_events_of_either_group()
    {
        await RunAsync("apply -f -", Objects);
        var uid = _host.Cluster.Get(_host.Cluster.FindType("kubectl.penumbra.dev", "cogs")!, "default", "x")!["metadata"]!["uid"]!.GetValue<string>();
        _host.Cluster.Create(BuiltInTypes.Event, (JsonObject)JsonNode.Parse($$$"""
            {"metadata":{"name":"x.1","namespace":"default"},"type":"Normal","reason":"Turned","note":"It turned.","action":"Turn","eventTime":"2026-01-01T00:00:00.000000Z",
             "reportingController":"penumbra.dev/operator","reportingInstance":"i","regarding":{"kind":"Cog","name":"x","namespace":"default","uid":"{{{uid}}}","apiVersion":"kubectl.penumbra.dev/v1"}}
            """)!);

        (await RunAsync("describe cg x")).Should().Contain("Mode:  Auto").And.Contain("Turned").And.Contain("It turned.");
        (await RunAsync("get events")).Should().Contain("cog/x").And.Contain("It turned.");
        (await RunAsync("describe deploy web")).Should().Contain("Replicas:               2 desired");
    }

    [KubectlFact]
    public async Task Scale_patch_annotate_edit_and_delete_change_the_object()
    {
        await RunAsync("apply -f -", Objects);

        (await RunAsync("scale deploy/web --replicas=3")).Should().Contain("scaled");
        (await RunAsync("scale cg/x --replicas=4")).Should().Contain("scaled");
        (await RunAsync("annotate cg x a=b")).Should().Contain("annotated");
        (await RunAsync("""patch deploy web -p {"spec":{"template":{"spec":{"containers":[{"name":"c","image":"web:9"}]}}}}""")).Should().Contain("patched");
        var editor = Path.Combine(_folder, "editor");
        await File.WriteAllTextAsync(editor, "#!/bin/sh\nsed -i 's/mode: Auto/mode: Manual/' \"$1\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(editor, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await RunAsync("edit cg x", editor: editor)).Should().Contain("edited");

        (await RunAsync("get cg x -o jsonpath={.spec.mode}/{.spec.replicas}/{.metadata.annotations.a}")).Should().Be("Manual/4/b");
        (await RunAsync("get deploy web -o jsonpath={.spec.replicas}/{.spec.template.spec.containers[0].image}")).Should().Be("3/web:9");
        (await RunAsync("delete cg x --timeout=20s")).Should().Contain("deleted");
        (await RunAsync("delete deploy web --timeout=20s")).Should().Contain("deleted");
    }

    [KubectlFact]
    public async Task Diff_wait_and_explain_work()
    {
        await RunAsync("apply -f -", Objects);

        (await RunAsync("diff -f -", Objects.Replace("mode: Auto", "mode: Manual"), expectedExit: 1)).Should().Contain("-  mode: Auto").And.Contain("+  mode: Manual");
        (await RunAsync("wait crd/cogs.kubectl.penumbra.dev --for=condition=Established --timeout=20s")).Should().Contain("condition met");
        (await RunAsync("explain cg.spec")).Should().Contain("How it turns.");
        (await RunAsync("explain deploy.spec.replicas")).Should().Contain("Number of desired pods.");
    }

    [KubectlFact]
    public async Task Imperative_commands_and_questions_about_rights_work()
    {
        await RunAsync("create namespace team");
        await RunAsync("create deployment d --image=web:1 --replicas=2 -n team");
        await RunAsync("create serviceaccount op -n team");
        await RunAsync("create role r --verb=get --resource=pods -n team");
        await RunAsync("create rolebinding r --role=r --serviceaccount=team:op -n team");

        (await RunAsync("get deploy d -n team -o jsonpath={.spec.replicas}")).Should().Be("2");
        (await RunAsync("auth can-i get pods -n team --as=system:serviceaccount:team:op")).Trim().Should().Be("yes");
        (await RunAsync("auth can-i list pods -n team --as=system:serviceaccount:team:op", expectedExit: 1)).Should().StartWith("no");
        (await RunAsync("get pods -n team --as=system:serviceaccount:team:op", expectedExit: 1)).Should().Contain("cannot list resource \"pods\"");
    }

    private async Task<string> RunAsync(string arguments, string? input = null, int expectedExit = 0, string? editor = null)
    {
        using var process = Start(arguments, editor);
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(timeout.Token);
        process.ExitCode.Should().Be(expectedExit, "kubectl {0} said: {1}{2}", arguments, output, await errors);
        return expectedExit == 0 ? output : output + await errors;
    }

    private Process Start(string arguments, string? editor = null)
    {
        var start = new ProcessStartInfo(KubectlFactAttribute.Kubectl!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments.Split(' ')) start.ArgumentList.Add(argument);
        start.Environment["KUBECONFIG"] = Path.Combine(_folder, "kubeconfig");
        start.Environment["HOME"] = _folder;
        if (editor is not null) start.Environment["KUBE_EDITOR"] = editor;
        return Process.Start(start)!;
    }

    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: cogs.kubectl.penumbra.dev}
        spec:
          group: kubectl.penumbra.dev
          scope: Namespaced
          names: {plural: cogs, singular: cog, kind: Cog, shortNames: [cg], categories: [all]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
            additionalPrinterColumns:
            - {name: Mode, type: string, jsonPath: .spec.mode}
            - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      mode: {type: string, enum: [Auto, Manual], description: How it turns.}
                      replicas: {type: integer}
                  status: {type: object, properties: {replicas: {type: integer}}}
        """;

    private const string Objects = """
        apiVersion: kubectl.penumbra.dev/v1
        kind: Cog
        metadata: {name: x}
        spec:
          mode: Auto
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: c, image: 'web:1', ports: [{containerPort: 80}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: web}
        spec: {parentRefs: [{name: gw}], hostnames: [a.example], rules: [{backendRefs: [{name: web, port: 80}]}]}
        """;
}
