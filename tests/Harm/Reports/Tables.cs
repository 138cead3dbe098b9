using System.Globalization;
using System.Text;
using Penumbra.Harm.Grid;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Reports;

/// <summary>Every rule in every cell, as comma-separated values: <c>harm.csv</c>, and <c>harm-cells.csv</c>, which says what each of its cells is.</summary>
public static class Tables
{
    /// <summary>A row for each cell. Of good releases the fault is empty.</summary>
    public static string Of(IReadOnlyList<World> worlds)
    {
        var text = new StringBuilder("cell,allowed_percent,rps,level,fault_percent,fault_multiple,onset_seconds,bad_events_come,promised,sample_seconds,objectives,counted\n");
        for (var index = 0; index < worlds.Count; index++)
        {
            var world = worlds[index];
            text.Append(CultureInfo.InvariantCulture, $"{index + 1},{Number(100 * world.Allowed)},{Number(world.Rps)},{Number(world.Level)},")
                .Append(CultureInfo.InvariantCulture, $"{(world.IsGood ? "" : Number(100 * world.Fault))},{(world.IsGood ? "" : Number(world.Fault / world.Allowed))},{(world.IsGood ? "" : Number(world.Onset))},")
                .Append(CultureInfo.InvariantCulture, $"\"{world.Noise}\",{(world.Noise.Promised ? "yes" : "no")},{world.Tick},{world.Objectives},{world.Counting}\n");
        }

        return text.ToString();
    }

    /// <summary>A row for each rule in each cell. Of good releases what was rolled back with its two-sided 95 % bounds, and how long the others took; of bad ones who was harmed, and how soon it was noticed.</summary>
    public static string Of(IReadOnlyList<Cell> cells)
    {
        var text = new StringBuilder("cell,rule,runs,rolled_back,lower_percent,upper_percent,good_seconds,before_the_fault,harmed_mean,harmed_p95,notice_seconds\n");
        for (var index = 0; index < cells.Count; index++)
        {
            for (var rule = 0; rule < RuleBook.All.Count; rule++)
            {
                if (cells[index].Results[rule] is not { Runs: > 0 } result) continue;
                text.Append(CultureInfo.InvariantCulture, $"{index + 1},{RuleBook.All[rule].Key},{result.Runs},{result.Blamed},");
                if (!cells[index].World.IsGood) text.Append(CultureInfo.InvariantCulture, $",,,{result.Early},{Number(result.Mean)},{Number(result.P95)},{Number(result.Notice)}\n");
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"{Number(100 * Binomial.LowerBound(result.Blamed, result.Runs, 0.025))},{Number(100 * Binomial.UpperBound(result.Blamed, result.Runs, 0.025))},")
                        .Append(CultureInfo.InvariantCulture, $"{(result.Blamed == result.Runs ? "" : Number(result.GoodSeconds))},,,,\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
