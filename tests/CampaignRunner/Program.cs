using CampaignRunner;
using Microsoft.ML;
using Microsoft.ML.Data;

// A process of its own that runs a labelling campaign, so that a test can kill it: it asks for the label of each row on its output, and
// reads it from its input.
var context = new MLContext(seed: 0);
using var campaign = context.Data.OpenLabelingCampaign(SamplePool.View(context), SamplePool.Options(args[0]));
campaign.Run(rows => rows.GetColumn<int>("Number").Select(number =>
{
    Console.WriteLine(number);
    return bool.Parse(Console.ReadLine() ?? throw new EndOfStreamException("Nobody labels."));
}));
Console.WriteLine("end");
