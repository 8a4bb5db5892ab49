using System.Globalization;
using AutoMLSweep;
using LagrangeMLNet.AutoML;
using LagrangeMLNet.Data;
using LagrangeMLNet.Reporting;
using Microsoft.ML;
using QuickStart;
using QuickStart.Learning;
using Spectre.Console;

try
{
    if (args is ["--help" or "-h"])
    {
        Console.WriteLine(Arguments.Usage);
        return 0;
    }

    Sweep(Arguments.Parse(args));
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException
    or InvalidDataException or InvalidOperationException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync(DisplayText.EscapeLines(e.Message));
    return 1;
}

static void Sweep(Arguments arguments)
{
    var mlContext = new MLContext(seed: 1);

    // 1. Find out what the file holds, and make the label what its task needs.
    var file = new Dataset(mlContext, arguments.DataPath, arguments.Label);
    var task = ILearningTask.For(file);
    Screen.Table(file.Report);
    Screen.Label(file, task);
    var rows = file.Load();
    if (task is not MulticlassTask) // Of classes, the sweep makes the key itself, and maps what is predicted back.
        rows = task.ReadLabel(mlContext, file.Label.Name).Fit(rows).Transform(rows);
    rows = mlContext.Data.Cache(rows);

    // 2. Sweep. Ctrl+C ends it with the best model so far; --resume goes on.
    Directory.CreateDirectory(arguments.Output);
    var ledger = Path.Combine(arguments.Output, "sweep.ledger");
    using var cancel = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        cancel.Cancel();
    };
    using var display = new SweepDisplay("Sweep");
    var options = new SweepOptions
    {
        MaximumNumberOfTrials = arguments.Trials,
        MaximumDuration = arguments.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        LedgerPath = arguments.Resume ? null : ledger,
        Progress = display,
        CancellationToken = cancel.Token,
    };
    var sweep = task switch
    {
        BinaryTask => mlContext.Sweep().BinaryClassification(options),
        MulticlassTask => mlContext.Sweep().MulticlassClassification(options),
        _ => mlContext.Sweep().Regression(options),
    };
    var result = arguments.Resume ? sweep.Resume(ledger, rows, file.Label.Name) : sweep.Run(rows, file.Label.Name);
    display.Dispose();

    // 3. Tell, draw and save.
    Tell(result);
    var picture = Path.Combine(arguments.Output, "sweep.png");
    var model = Path.Combine(arguments.Output, "model.zip");
    var report = Path.Combine(arguments.Output, "sweep.html");
    var title = $"Sweep on {Path.GetFileName(arguments.DataPath)}";
    SweepPicture.SavePng(result.Leaderboard, picture, title);
    new SweepReport(result.Leaderboard)
    {
        Title = title,
        Pipeline = result.Pipeline,
        Remarks = result.Remarks,
        TestLoss = result.TestLoss,
        TestStandardError = result.TestStandardError,
        TestRows = result.TestRows,
    }.SaveHtml(report);
    mlContext.Model.Save(result.Model, mlContext.Transforms.DropColumns(file.Label.Name).Fit(rows).Transform(rows).Schema, model);
    AnsiConsole.WriteLine($"\nledger:  {ledger}\npicture: {picture}\nreport:  {report}\nmodel:   {model}");
}

static void Tell(SweepResult result)
{
    var table = new Table().Border(TableBorder.Simple).AddColumn("trial").AddColumn("trainer").AddColumn("rows")
        .AddColumn("loss").AddColumn("seconds").AddColumn("ended").AddColumn("options");
    foreach (var trial in result.Leaderboard.Take(10))
    {
        table.AddRow(
            trial.Number.ToString(CultureInfo.InvariantCulture),
            DisplayText.Escape(trial.Candidate).EscapeMarkup(),
            trial.Rungs.Count == 0 ? "" : trial.Rungs[^1].Rows.ToString("N0", CultureInfo.InvariantCulture),
            trial.Loss.ToString("0.00000", CultureInfo.InvariantCulture),
            trial.Duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture),
            trial.State.ToString().ToLowerInvariant(),
            DisplayText.Escape(trial.OptionsText).EscapeMarkup());
    }

    AnsiConsole.Write(table);
    AnsiConsole.MarkupLine("[bold]Chosen pipeline[/]");
    foreach (var line in result.Pipeline.Split('\n'))
        AnsiConsole.MarkupLineInterpolated($"  {DisplayText.Escape(line)}");
    foreach (var remark in result.Remarks)
        AnsiConsole.MarkupLineInterpolated($"  remark: {DisplayText.Escape(remark)}");
    AnsiConsole.MarkupLineInterpolated(
        CultureInfo.InvariantCulture,
        $"Loss on {result.TestRows:N0} rows that no trial has seen: [bold]{result.TestLoss:0.0000} ± {result.TestStandardError:0.0000}[/]");
}
