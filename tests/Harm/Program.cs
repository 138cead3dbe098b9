using System.Diagnostics;
using Penumbra.Harm.Rules;
using Penumbra.Harm.Worlds;

var clock = Stopwatch.StartNew();
var runs = int.Parse(args.ElementAtOrDefault(0) ?? "500");
IRule[] rules = [new PenumbraRule(), new ArgoRule(60, 60, 2), new ArgoRule(60, 60, 1), new ArgoRule(10, 60, 2), new ArgoRule(30, 60, 2), new ArgoRule(10, 10, 2), new ArgoRule(10, 10, 5), new FlaggerRule(60, 5), new FlaggerRule(60, 3), new FlaggerRule(30, 5), new FlaggerRule(60, 1), new KayentaRule(300), new KayentaRule(60)];
foreach (var allowed in new[] { 0.001, 0.01 })
{
    if (args.ElementAtOrDefault(1) != "faults")
    foreach (var noise in Noise.All)
    foreach (var level in new[] { 0.1, 0.3, 1.0 })
    {
        foreach (var rps in new[] { 2.0, 20, 200, 2000, 20000 })
        {
            var world = new World { Rps = rps, Allowed = allowed, Level = level, Noise = noise };
            var line = Run(world);
            Console.WriteLine($"null {allowed} {noise} {level} {rps}: " + string.Join(" ", line.Select(x => $"{100 * x.Blamed:0.0}%")) + $"  dur {line[0].Seconds:0} held {line[0].Held:0.00}");
        }
    }
    foreach (var fault in new[] { 1.5, 2, 5, 20, 100, 1 / allowed }.Where(f => f * allowed <= 1).Distinct())
    foreach (var onset in new[] { 0, 450, 1150 })
    foreach (var rps in new[] { 2.0, 20, 200, 2000, 20000 })
    {
        var world = new World { Rps = rps, Allowed = allowed, Fault = fault * allowed, Onset = onset };
        var line = Run(world);
        Console.WriteLine($"fault {allowed} x{fault} onset {onset} {rps}: " + string.Join(" ", line.Select(x => $"{x.Harmed:0}({x.Notice:0}s)")) + $"  fpm {rps * Schedule.Weights[Schedule.StepAt(onset)] * 60 * fault * allowed:0.0} ratio60x2 {line[0].Harmed / line[1].Harmed:0.00}");
    }
}
Console.WriteLine($"{clock.Elapsed}");

(double Blamed, double Harmed, double Notice, double Seconds, double Held)[] Run(World world)
{
    var trace = new Penumbra.Harm.Worlds.Trace(world);
    var result = new (double Blamed, double Harmed, double Notice, double Seconds, double Held)[rules.Length];
    for (var run = 0; run < runs; run++)
    {
        trace.Draw((ulong)run);
        for (var r = 0; r < rules.Length; r++)
        {
            if (run % rules[r].Every != 0) continue;
            var o = rules[r].Judge(world, trace, (ulong)run);
            var w = (double)rules[r].Every / runs;
            result[r].Blamed += o.BlamedAt is not null ? w : 0;
            result[r].Harmed += o.Harmed * w;
            result[r].Notice += ((o.BlamedAt ?? o.Seconds) - world.Onset) * w;
            result[r].Seconds += o.Seconds * w;
            result[r].Held += o.Held ? w : 0;
        }
    }
    return result;
}
