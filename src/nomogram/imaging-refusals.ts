// SPDX-License-Identifier: Apache-2.0
// Why images could not be used, as a sentence in the reader's language. English sentences come with the refusal itself and name the values that failed.
import type { ImagingCandidate, Language, RadiomicsRecord } from './assessment.ts';
import { date } from './present.ts';

/** Chinese sentences by machine code. */
export const REFUSALS_ZH: Readonly<Record<string, string>> = {
  // finding the images
  'no-imaging': '本应用未见到该患者的 CT；这不表示没有 CT。',
  'no-endpoint': '病历未给出影像服务器地址，本院也未配置；请在“dicomweb.allowed”中添加。',
  'no-backend-token': '电子病历未给予本服务查找影像的令牌；请运行 hepanom doctor 检查。',
  'ehr-not-configured': '本服务未配置该电子病历系统，无法读取其影像。',
  'address-not-allowed': '病历所指的影像服务器不在本院允许的地址之列；如确属本院，请添加到“dicomweb.allowed”。',
  'imaging-base-not-allowed': '电子病历所指的影像 FHIR 服务器不在允许之列；如确属本院，请添加到“imaging.allowedFhirBases”。',
  'imaging-forbidden': '电子病历不允许本服务查找该患者的影像；这不表示没有影像。',
  'imaging-busy': '影像 FHIR 服务器持续繁忙，未能查找影像；请稍后再试。',
  'imaging-search-failed': '查找影像失败；请重试，或运行 hepanom doctor 检查。',
  'several-studies': '该患者有多个已勾画的 CT 检查；系统不作猜测，请在应用中选择。',
  'study-not-visible': '所选检查已不可见；请重新选择。',
  'no-standardisation': '研究未发表特征的均值与标准差，无法计算影像组学评分。',
  'phase-contradicted': 'CT 的信息与门静脉期相矛盾；影像组学评分仅适用于门静脉期，请在该期序列上勾画。',
  'phase-unconfirmed': 'CT 未说明期相；请在应用中查看，如为门静脉期请予确认。',
  'radiomics-pending': '影像组学评分正在由 CT 计算。',
  'radiomics-failed': '本软件出错，未能测量肿瘤；详情见日志。',
  'not-eligible': '模型不适用于该患者，故未读取影像。',
  // reaching the archive
  'dicomweb-unreachable': '无法连接影像服务器；请检查网络与地址。',
  'dicomweb-timeout': '影像服务器未在时限内响应；请稍后再试。',
  'dicomweb-aborted': '读取影像超过时限，已中止；请稍后再试。',
  'dicomweb-unauthorized': '影像服务器不允许读取该检查（或其中一部分）；请检查授权。',
  'dicomweb-not-found': '影像服务器中没有病历所指的影像。',
  'dicomweb-busy': '影像服务器繁忙，未及时给出影像；请稍后再试。',
  'dicomweb-refused': '影像服务器拒绝了请求；请运行 hepanom doctor 检查其所支持的功能。',
  'dicomweb-bad-answer': '影像服务器的应答不符合 DICOMweb 标准；请告知 PACS 管理员。',
  'dicomweb-incomplete': '影像服务器未送全影像；不完整的序列不予使用。',
  'dicomweb-too-large': '该 CT 对此影像服务器而言过大，超过允许的数据量。',
  'dicomweb-redirect': '影像服务器要求转到别处；为保护凭证不予跟随，请配置正确地址。',
  'store-failed': '影像服务器未能存储全部对象。',
  'uid-not-valid': '请求中的标识符不合规范，未发送。',
  'address-not-valid': '影像服务器地址不是有效的 http 或 https 地址。',
  // one object
  'dicom-unreadable': '影像对象无法按 DICOM 读取；请重新发送原始影像。',
  'dicom-not-writable': '对象无法写成 DICOM。',
  'not-ct': '所指序列不是 CT；仅使用以 HU 为单位的 CT。',
  'not-a-segmentation': '所指对象不是 DICOM 分割。',
  'missing-attribute': '影像缺少必需的属性；请发送原始 CT。',
  'rescale-not-hu': '像素值不是 HU，无法使用。',
  'pixel-format-unsupported': '不支持该像素格式；请发送 16 位原始 CT。',
  'transfer-syntax-unsupported': '不支持该压缩方式；请以无损或未压缩方式提供。',
  'lossy-compression': 'CT 经有损压缩；本院未允许使用此类影像。',
  'pixel-data-length': '像素数据长度与图像尺寸不符；影像已损坏。',
  'pixel-data-corrupt': '像素数据已损坏，无法解码。',
  // a series as a volume
  'no-ct-series': '检查中未见肿瘤勾画所依据的 CT 序列。',
  'too-few-slices': 'CT 层数过少，不能构成容积。',
  'too-many-slices': 'CT 层数超过上限。',
  'mixed-series': '序列中混有不同类型的影像。',
  'frame-of-reference-missing': '影像缺少坐标系标识，无法证明轮廓与 CT 位于同一空间。',
  'frame-of-reference-differs': '轮廓与 CT 的坐标系不同，不能叠合；请在该 CT 上重新勾画。',
  'geometry-differs': '序列内各层的尺寸、间距或方向不一致。',
  'spacing-irregular': '层间距不均匀或缺层；请发送完整序列。',
  'duplicate-position': '同一位置有像素不同的多层影像。',
  'gantry-tilt': '机架倾斜的 CT 不能使用。',
  'localizer-in-series': '序列中含定位像或重建图像。',
  'multiple-acquisitions': '同一位置有多次采集（可能为多期相），且勾画未指明所用层面。',
  'several-stacks': '对象中含多个层组，且勾画未指明所用的一组。',
  'padding-in-roi': '轮廓超出扫描视野，含填充像素；请修正轮廓，或使用包含全部肿瘤的重建。',
  // a segmentation on the series
  'no-segmentation': '本服务未见到该检查的肿瘤勾画（DICOM SEG 或 RTSTRUCT）。',
  'several-segmentations': '该检查有多个肿瘤勾画；请由医师指定其一。',
  'segmentation-type-unsupported': '不支持该类型的 DICOM 分割。',
  'threshold-needed': '分割为分数型，须先规定阈值。',
  'no-tumour-segment': '分割中没有标为肿瘤的区域。',
  'several-tumour-segments': '分割中有多个肿瘤区域；请由医师指定其一。',
  'segment-not-found': '所指区域不在该分割中，或分割已被替换。',
  'segment-outside-image': '分割超出 CT 范围。',
  'segment-oblique': '分割的方向与 CT 不一致。',
  'segment-grid-differs': '分割的网格与 CT 不一致。',
  'empty-mask': '轮廓内没有任何体素。',
  'several-ct-series': '有多个 CT 序列可能被指；请指明其一。',
  'referenced-slices-missing': '勾画所依据的部分 CT 层面缺失。',
  'patient-differs': '轮廓与 CT 的患者标识不同；不予使用。',
  // a structure set on the series
  'not-a-structure-set': '所指对象不是 RT 结构集。',
  'structure-set-malformed': 'RT 结构集内容有误。',
  'structure-not-found': '所指结构不在该结构集中。',
  'no-tumour-structure': '结构集中没有标为肿瘤的结构。',
  'several-tumour-structures': '结构集中有多个肿瘤结构；请由医师指定其一。',
  'contour-type-unsupported': '仅支持闭合平面轮廓。',
  'contour-off-plane': '轮廓不在同一平面内。',
  'contour-between-slices': '轮廓位于 CT 层面之间。',
  'contour-slice-differs': '轮廓所在层面与其引用的 CT 层面不符。',
  'contours-overlap': '同一层的轮廓相互交叉，内外无法判定。',
  // a mask file, a report
  'mask-file-unknown': '无法识别该掩膜文件的格式。',
  'mask-grid-differs': '掩膜与 CT 的网格不一致。',
  'not-a-measurement-report': '该对象不是测量报告。',
  'report-malformed': '测量报告内容有误。',
};

/** The sentence for a refusal: English as it came, with its values; Chinese by its code, or the English one after a Chinese word where the code is new. */
export function refusalSentence(refusal: Pick<RadiomicsRecord, 'code' | 'message'>, language: Language): string | undefined {
  const { code = '', message } = refusal;
  if (language === 'en') return message;
  return REFUSALS_ZH[code] ?? (message === undefined ? undefined : `影像未能使用（${code}）：${message}`);
}

/** One of several images that may be meant: date, description, modality. */
export function candidateTitle({ dateIso, description = '', modality = '', segment, structure }: ImagingCandidate, language: Language): string {
  const number = segment ?? structure;
  const parts = [
    dateIso === undefined ? '' : date(dateIso.slice(0, 10), language),
    number === undefined ? description : `${number}${description === '' ? '' : `: ${description}`}`,
    modality,
  ];
  return parts.filter((part) => part !== '').join(language === 'en' ? ', ' : '，');
}
