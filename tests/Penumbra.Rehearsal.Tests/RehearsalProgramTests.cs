using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Penumbra.Rehearsal.Inputs;
using Penumbra.Rehearsal.Reports;

namespace Penumbra.Rehearsal.Tests;

/// <summary>penumbra rehearse, as somebody types it.</summary>
public sealed class RehearsalProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-rehearse-").FullName;
    private readonly FakeHistory _history = new();

    public void Dispose()
    {
        _history.Dispose();
        Directory.Delete(_folder, true);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task The_report_fits_its_width_and_says_the_sentence(int width)
    {
        var (status, output, error) = await RunAsync(new RehearsalInputs { Rps = "20", Runs = "10", Faults = ["errors=5%", "errors=0.2%", "latency=+300ms,onset=15m"] }, width: width, manifest: Launches.Manifest($"{Launches.Availability}\n{Launches.Latency}"));
        (status, error).Should().Be((0, ""));
        output.Split('\n').Should().OnlyContain(line => line.Length <= Math.Max(width, 80)).And.NotContain(line => line.EndsWith(' '));
        Flat(output).Should().Contain("At your 20 requests per second:").And.MatchRegex(@"a release failing 5 % of requests is noticed at step 1 after [\d min]+ s \(median\), having hurt \d+ users");
        output.Should().NotContain("\x1b[");
    }

    [Fact]
    public async Task A_terminal_is_coloured()
    {
        var (_, output, _) = await RunAsync(new RehearsalInputs { Rps = "20", Runs = "2", Faults = ["errors=100%"] }, colour: true);
        output.Should().Contain("\x1b[");
    }

    [Fact]
    public async Task Json_has_all_figures()
    {
        var (status, output, _) = await RunAsync(new RehearsalInputs { Rps = "20", Runs = "10", Output = "json", Faults = ["errors=5%", "errors=0.2%"] });
        status.Should().Be(0);
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        root.GetProperty("launch").GetString().Should().Be("shop/checkout");
        root.GetProperty("good").GetProperty("promoted").GetInt32().Should().Be(10);
        root.GetProperty("faults")[0].GetProperty("noticed").GetInt32().Should().Be(10);
        root.GetProperty("faults")[1].GetProperty("advice").GetProperty("kind").GetString().Should().Be("Allowed");
        root.GetProperty("timelines").GetProperty("good").GetProperty("shares").GetArrayLength().Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task The_page_needs_nothing_besides_itself()
    {
        var page = Path.Combine(_folder, "page.html");
        (await RunAsync(new RehearsalInputs { Rps = "20", Runs = "3", Html = page, Faults = ["errors=5%"] }, manifest: Launches.Manifest(Launches.Availability.Replace("availability", "a<b", StringComparison.Ordinal)))).Status.Should().Be(0);
        var html = await File.ReadAllTextAsync(page);
        html.Should().NotContain("<script").And.NotContain("http://").And.NotContain("https://").And.NotContain("a<b").And.Contain("a&lt;b").And.Contain("prefers-color-scheme");
        foreach (Match svg in Regex.Matches(html, "<svg.*?</svg>", RegexOptions.Singleline)) XElement.Parse(svg.Value).Descendants("path").Should().NotBeEmpty();
        Regex.Matches(html, "<svg").Should().HaveCount(2, "a good launch and one with the fault");
    }

    [Fact]
    public async Task A_recording_of_a_file_is_played()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "m.json"), """[{"seconds": 600, "requests": 30000, "failures": 30}]""");
        var (status, output, error) = await RunAsync(new RehearsalInputs { Traffic = Path.Combine(_folder, "m.json"), Runs = "3", Faults = ["errors=20%"] });
        (status, error).Should().Be((0, ""));
        output.Should().Contain("50 recorded requests per second");
    }

    [Fact]
    public async Task What_a_Prometheus_server_has_recorded_is_played_part_by_part()
    {
        Record();
        _history.MostSamples = 50;
        var (status, output, error) = await RunAsync(new RehearsalInputs { Prometheus = "http://prometheus.example:9090/base", From = "2h", Step = "30s", Runs = "3", Faults = ["errors=20%"] });
        (status, error).Should().Be((0, ""));
        Flat(output).Should().Contain("40.1 recorded requests per second (on average over 2h)");
        _history.Queries[0].Should().Contain("namespace=\"shop\"").And.Contain("pod=~\"checkout-");
    }

    [Fact]
    public async Task A_Prometheus_server_without_stable_s_pods_is_told_what_there_is()
    {
        _history.Series.Add(("http_requests_total", "\"namespace\":\"shop\",\"pod\":\"web-1\",\"code\":\"200\"", 10));
        var (status, _, error) = await RunAsync(new RehearsalInputs { Prometheus = "http://prometheus.example:9090", From = "2h", Runs = "1" });
        status.Should().Be(2);
        error.Should().Contain("http_requests_total has no series with").And.Contain("there are some with namespace=\"shop\",pod=\"web-1\": name stable's with --matcher");
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "asks for a login")]
    [InlineData(HttpStatusCode.BadRequest, "refuses the query")]
    [InlineData(HttpStatusCode.BadGateway, "status 502")]
    public async Task A_Prometheus_server_that_does_not_answer_is_told_without_its_words(HttpStatusCode answer, string sentence)
    {
        _history.Status = answer;
        var (status, _, error) = await RunAsync(new RehearsalInputs { Prometheus = "http://prometheus.example:9090", From = "2h", Runs = "1" });
        status.Should().Be(2);
        error.Should().StartWith("penumbra: --prometheus http://prometheus.example:9090: ").And.Contain(sentence).And.NotContain("secret");
    }

    [Fact]
    public async Task A_Prometheus_server_with_a_login_answers_who_has_it_and_nobody_reads_it()
    {
        Record();
        _history.Authorization = "Bearer only-for-tests";
        var login = Directory.CreateDirectory(Path.Combine(_folder, "login")).FullName;
        await File.WriteAllTextAsync(Path.Combine(login, "bearer"), "another-token\n");
        var inputs = new RehearsalInputs { Prometheus = "http://prometheus.example:9090", From = "2h", Runs = "1", Faults = ["errors=20%"], Login = login };
        var (status, output, error) = await RunAsync(inputs);
        (status, output).Should().Be((2, ""));
        error.Should().Contain("it refuses the login").And.NotContain("another-token");

        await File.WriteAllTextAsync(Path.Combine(login, "bearer"), "only-for-tests\n");
        (status, output, error) = await RunAsync(inputs);
        (status, error).Should().Be((0, ""));
        output.Should().NotContain("only-for-tests");
    }

    [Fact]
    public async Task A_folder_that_holds_no_login_is_told_with_what_would_be_right()
    {
        var (status, _, error) = await RunAsync(new RehearsalInputs { Prometheus = "http://prometheus.example:9090", From = "2h", Login = Path.Combine(_folder, "nowhere") });
        status.Should().Be(2);
        error.Should().Contain("there is no such folder").And.Contain("a file bearer, or username and password");
        (status, _, error) = await RunAsync(new RehearsalInputs { Prometheus = "http://prometheus.example:9090", From = "2h", Login = _folder });
        error.Should().Contain("it has none of the files bearer, username");
        status.Should().Be(2);
    }

    [Fact]
    public async Task Another_Deployment_whose_name_begins_alike_is_told()
    {
        Record();
        foreach (var pod in new[] { "checkout-3b02ee90-7d9f5c-abcde", "checkout-worker-7d9f5c-abcde" }) _history.Series.Add(("http_requests_total", $"\"namespace\":\"shop\",\"pod\":\"{pod}\",\"code\":\"200\"", 3));
        var (status, output, _) = await RunAsync(new RehearsalInputs { Prometheus = "http://prometheus.example:9090", From = "2h", Runs = "1", Faults = ["errors=20%"] });
        status.Should().Be(0);
        Flat(output).Should().Contain("series of checkout-worker are played too, as the names of their pods begin like checkout's: name stable's with --matcher");
    }

    public static TheoryData<RehearsalInputs, string> WrongUses() => new()
    {
        { new RehearsalInputs(), "say how much traffic there is: --rps 20, or --traffic metrics.json, or --prometheus" },
        { new RehearsalInputs { Rps = "20", Traffic = "a.json" }, "--rps, --traffic and --prometheus exclude each other" },
        { new RehearsalInputs { Rps = "many" }, "--rps many: is no number of requests per second; write one over 0" },
        { new RehearsalInputs { Rps = "0" }, "--rps 0: is no number" },
        { new RehearsalInputs { Rps = "20", Faults = ["errors=120%"] }, "--fault errors=120%: 120% is not over 0 % and up to 100 %" },
        { new RehearsalInputs { Rps = "20", Faults = ["errors=2%,onset=3h"] }, "--fault errors=2%,onset=3h: the onset comes after the launch's planned end, 30m after its begin" },
        { new RehearsalInputs { Rps = "20", Faults = ["errors=2%@step9"] }, "--fault errors=2%@step9: the launch has 3 steps (the last is 100 %); name one of them" },
        { new RehearsalInputs { Rps = "20", Runs = "0" }, "--runs 0: must be a whole number between 1 and 100000" },
        { new RehearsalInputs { Rps = "20", Seed = "x" }, "--seed x: must be a whole number" },
        { new RehearsalInputs { Rps = "20", From = "2h" }, "--from belongs to --prometheus" },
        { new RehearsalInputs { Rps = "20", BaseLatency = "80ms" }, "--base-latency 80ms: write the median and a larger 99th percentile" },
        { new RehearsalInputs { Rps = "20", PodStart = "soon" }, "--pod-start soon: is no duration; write one such as --pod-start 5s" },
        { new RehearsalInputs { Traffic = "nowhere.json" }, "--traffic nowhere.json: there is no such file" },
        { new RehearsalInputs { Prometheus = "prometheus:9090", From = "2h" }, "--prometheus prometheus:9090: is no address" },
        { new RehearsalInputs { Prometheus = "http://p:9090" }, "--from is missing" },
        { new RehearsalInputs { Prometheus = "http://p:9090", From = "yesterday" }, "--from yesterday: is no time; write an instant such as 2026-11-20T09:00:00Z, or how long ago" },
        { new RehearsalInputs { Prometheus = "http://p:9090", From = "1h", To = "2h" }, "--from must lie before --to" },
        { new RehearsalInputs { Prometheus = "http://p:9090", From = "1h", Matcher = "pod=" }, "--matcher pod=: " },
        { new RehearsalInputs { Rps = "20", File = "nowhere.yaml" }, "-f nowhere.yaml: there is no such file" },
        { new RehearsalInputs { Rps = "20", Html = "nowhere/at/all.html", Runs = "1", Faults = ["errors=50%"] }, "--html nowhere/at/all.html: cannot be written" },
    };

    [Theory]
    [MemberData(nameof(WrongUses))]
    public async Task A_wrong_use_ends_with_2_and_says_what_would_be_right(RehearsalInputs inputs, string sentence)
    {
        var (status, output, error) = await RunAsync(inputs);
        (status, output).Should().Be((2, ""));
        error.Should().Contain($"penumbra: {sentence}");
    }

    [Fact]
    public async Task A_wrong_manifest_ends_with_1_and_names_file_and_field()
    {
        var (status, output, error) = await RunAsync(new RehearsalInputs { Rps = "20" }, manifest: Launches.Manifest().Replace("weight: 50", "weight: 2", StringComparison.Ordinal));
        (status, output).Should().Be((1, ""));
        error.Should().StartWith($"penumbra: {Path.Combine(_folder, "launch.yaml")}: spec.steps[1].weight: ");
    }

    private void Record()
    {
        foreach (var pod in new[] { "checkout-7d9f5c-abcde", "checkout-7d9f5c-fghij" })
        {
            _history.Series.Add(("http_requests_total", $"\"namespace\":\"shop\",\"pod\":\"{pod}\",\"code\":\"200\"", 20));
            _history.Series.Add(("http_requests_total", $"\"namespace\":\"shop\",\"pod\":\"{pod}\",\"code\":\"500\"", 0.05));
        }
    }

    private async Task<(int Status, string Output, string Error)> RunAsync(RehearsalInputs inputs, string? manifest = null, int width = 80, bool colour = false)
    {
        var file = Path.Combine(_folder, "launch.yaml");
        await File.WriteAllTextAsync(file, manifest ?? Launches.Manifest());
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = new RehearsalSurroundings(TimeProvider.System, (_, _) => _history);
        var status = await new RehearsalProgram(inputs with { File = inputs.File ?? file }, output, error, new TerminalStyle(width, colour), surroundings).RunAsync(CancellationToken.None);
        return (status, output.ToString(), error.ToString());
    }

    private static string Flat(string text) => Regex.Replace(text, @"\s+", " ");
}
