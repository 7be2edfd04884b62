'use strict';
// Azurite keeps its rows and blobs in collections of lokijs, and two things there take as long as all that is stored:
//   - a search for several properties looks the first up in an index and compares all that has it. Azurite names first what most have in common, a row key
//     or the account. Here the property that the fewest have goes first.
//   - a removal of several documents sorts every index anew, even where there is nothing to remove, and a blob goes by such a removal. Here a few are removed
//     one by one, which keeps the indices.
// Results are the same; a lokijs of another shape is left as it is.

const FEW = 16;

function quicken({ Collection, Resultset }) {
  if (!Resultset?.prototype.findAnd || !Collection?.prototype.removeBatchByPositions || !Collection.prototype.calculateRange) {
    return;
  }
  const { findAnd } = Resultset.prototype;
  Resultset.prototype.findAnd = function (expressions) {
    return findAnd.call(this, this.filterInitialized ? expressions : narrowestFirst(this.collection, expressions));
  };
  Resultset.prototype.$and = Resultset.prototype.findAnd;

  const { removeBatchByPositions } = Collection.prototype;
  Collection.prototype.removeBatchByPositions = function (positions) {
    if (positions.length > FEW) {
      return removeBatchByPositions.call(this, positions);
    }
    for (const document of positions.map((position) => this.data[position])) {
      this.remove(document);
    }
  };
}

function narrowestFirst(collection, expressions) {
  return expressions
    .map((expression) => ({ expression, count: countOf(collection, expression) }))
    .sort((a, b) => a.count - b.count)
    .map(({ expression }) => expression);
}

function countOf(collection, expression) {
  const [[property, value], ...others] = Object.entries(expression);
  if (others.length > 0 || typeof value !== 'string' || !collection.binaryIndices[property]) {
    return Number.MAX_SAFE_INTEGER;
  }
  collection.ensureIndex(property);
  const [first, last] = collection.calculateRange('$eq', property, value);
  return last - first + 1;
}

module.exports = { quicken };
