using LagrangeMLNet.AutoML;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using SweepProcess;

// A sweep in a process of its own, to be killed: start or resume, ledger, trials, and "default" for the default candidates. A line for every
// trial that ends.
var context = new MLContext(1);
var rows = SweepRow.View(context, nameof(SweepRow.Yes), SweepRow.Make(1500));
var options = new SweepOptions
{
    Candidates = args is [_, _, _, "default"] ? null : SampleCandidates.Quick,
    MaximumNumberOfTrials = int.Parse(args[2]),
    NumberOfWorkers = 2,
    LedgerPath = args[0] == "start" ? args[1] : null,
    Progress = new Lines(),
};
var sweep = context.Sweep().BinaryClassification(options);
SweepResult result;
try
{
    result = args[0] == "start" ? sweep.Run(rows, nameof(SweepRow.Yes)) : sweep.Resume(args[1], rows, nameof(SweepRow.Yes));
}
catch (IOException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

Console.WriteLine($"best {result.Best.Number}");
return 0;

internal sealed class Lines : IProgress<SweepProgress>
{
    public void Report(SweepProgress value)
    {
        if (value.Latest is { } trial)
            Console.WriteLine($"trial {trial.Number} {trial.State}");
    }
}
