namespace LagrangeMLNet.Networks;

/// <summary>What a network consists of; two networks of equal shape can exchange their weights.</summary>
/// <param name="Encoded">Numbers that the encoding makes of the slots that are read as numbers; 0 where all slots go through the bag.</param>
/// <param name="Bag">Slots that are read through an embedding bag.</param>
/// <param name="BagWidth">Length of an embedding.</param>
/// <param name="Width">Number of hidden units of each layer.</param>
/// <param name="Blocks">Number of residual blocks behind the first layer.</param>
/// <param name="Outputs">Number of outputs of the head.</param>
internal sealed record NetworkShape(int Encoded, int Bag, int BagWidth, int Width, int Blocks, int Outputs);
