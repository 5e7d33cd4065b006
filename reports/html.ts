// The report as a page: self-contained, no request, readable without its script, in light and dark and on paper.

import type { Format } from '../src/model/format.ts';
import { isBucketPage, pagesFolder } from './html/links.ts';
import { splitReport } from './html/split.ts';
import { wholePage } from './html/whole.ts';
import { viewOf } from './view.ts';

const html: Format = {
  name: 'html',
  description: 'one self-contained page to send around; a large fleet as an index with a page a bucket',
  file: 'report.html',
  render: (report, options) => wholePage(report, viewOf(report, options), options),
  split: splitReport,
  pages: { folder: pagesFolder, isPage: isBucketPage },
};

export default html;
